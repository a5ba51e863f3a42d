"""Contradictions: answers that cannot both be true, whatever was said in the call."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from callinsight.domain.findings import Finding

Answers = Mapping[str, Any]


def contradictions(answers: Answers) -> Iterator[Finding]:
    """Yield a finding for each pair of answers that contradict each other, at the second one."""
    for reason, path, holds in _RULES:
        if holds(answers):
            yield Finding(kind="contradiction", path=path, reason=reason)


def _part(answers: Answers, name: str) -> Mapping[str, Any]:
    """Return a group of answers; what is null or of another form has none."""
    part = answers.get(name)
    return part if isinstance(part, Mapping) else {}


def _items(answers: Answers, name: str) -> list[Mapping[str, Any]]:
    items = answers.get(name)
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _resolved(answers: Answers) -> bool:
    return _part(answers, "resolution").get("status") == "resolved"


def _open_items(answers: Answers) -> bool:
    """Somebody of the contact centre still has to act; what the customer will do is no loose end."""
    return any(item.get("owner") != "customer" for item in _items(answers, "action_items"))


def _callback(answers: Answers) -> Mapping[str, Any]:
    return _part(answers, "callback")


_RULES: tuple[tuple[str, str, Callable[[Answers], bool]], ...] = (
    ("resolved_but_open", "/action_items", lambda a: _resolved(a) and _open_items(a)),
    (
        "resolved_but_callback",
        "/callback",
        lambda a: _resolved(a) and _callback(a).get("requested") is True,
    ),
    (
        "escalated_without_escalation",
        "/escalation",
        lambda a: (
            _part(a, "resolution").get("status") == "escalated"
            and _part(a, "escalation").get("done") is False
        ),
    ),
    (
        "time_without_callback",
        "/callback",
        lambda a: _callback(a).get("requested") is False and _callback(a).get("when") is not None,
    ),
    (
        "first_contact_but_callback",
        "/callback",
        lambda a: (
            _part(a, "resolution").get("first_contact") is True
            and _callback(a).get("is_callback") is True
        ),
    ),
)
