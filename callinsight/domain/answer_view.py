"""Answers as rules look at them: whatever is null, missing or of another form says nothing."""

import re
from collections.abc import Mapping
from typing import Any

_YES = frozenset({"yes", "true", "resolved", "ja", "sí", "si", "oui", "sim", "sì"})
_NO = frozenset({"no", "false", "unresolved", "not resolved", "nein", "non", "não", "nee"})


class AnswerView:
    """The answers about one call."""

    def __init__(self, answers: Any) -> None:
        self._answers: Mapping[str, Any] = answers if isinstance(answers, Mapping) else {}

    def value(self, group: str, name: str) -> Any:
        """Return a value of a group of answers, or None."""
        part = self._answers.get(group)
        return part.get(name) if isinstance(part, Mapping) else None

    def items(self, name: str) -> list[Mapping[str, Any]]:
        """Return the objects of a list."""
        return [item for item in self._listed(name) if isinstance(item, Mapping)]

    def numbers(self, group: str, name: str) -> list[float]:
        """Return the numbers of a list in a group."""
        listed = self.value(group, name)
        found = [number(value) for value in listed] if isinstance(listed, list) else []
        return [value for value in found if value is not None]

    def number(self, group: str, name: str) -> float | None:
        """Return a number of a group, or None."""
        return number(self.value(group, name))

    def own(self, name: str) -> bool | None:
        """Return the answer to a question of the profile's own: yes, no, or neither.

        A text counts by what stands before its first mark: `Yes, by a refund`.
        """
        value = self._answers.get(name)
        if isinstance(value, bool):
            return value
        word = re.split("[,.;:!]", value.strip())[0].casefold() if isinstance(value, str) else None
        return True if word in _YES else False if word in _NO else None

    @property
    def status(self) -> Any:
        """How the concern ended."""
        return self.value("resolution", "status")

    @property
    def is_resolved(self) -> bool:
        """Some answer says that the concern was settled."""
        return self.status == "resolved" or self.own("resolved") is True

    @property
    def is_unresolved(self) -> bool:
        """Some answer says that it was not."""
        return self.status in {"unresolved", "escalated"} or self.own("resolved") is False

    @property
    def is_escalated(self) -> bool:
        """Some answer says that somebody else took over."""
        return self.value("escalation", "done") is True or self.own("escalated") is True

    @property
    def csat(self) -> float | None:
        """How satisfied the customer would say to be, 1 to 5."""
        return self.number("csat_predicted", "value")

    def _listed(self, name: str) -> list[Any]:
        value = self._answers.get(name)
        return value if isinstance(value, list) else []


def number(value: Any) -> float | None:
    """Return a value if it is a number; true is none."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None
