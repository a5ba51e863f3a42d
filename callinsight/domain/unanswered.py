"""What was left unanswered: null is an answer too, and has a reason."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from callinsight.domain.analysis import NOT_IN_CALL, Unanswerable
from callinsight.domain.call_analysis import UNANSWERABLE
from callinsight.domain.checking import Checked
from callinsight.domain.empty_words import without_empty_words

UNVERIFIED = "unverified"


class Answered(NamedTuple):
    """Answers without their reasons, and the reasons a model gave, by field."""

    answers: dict[str, Any]
    reasons: dict[str, str]


def answered(fields: Mapping[str, Any], schema: Mapping[str, Any]) -> Answered:
    """Divide what a model said into answers and reasons; words that say nothing become null."""
    answers = without_empty_words(fields, schema)
    given = answers.pop(UNANSWERABLE, None) or [] if _has_reasons(schema) else []
    return Answered(answers, {each["field"]: each["reason"] for each in given})


def reasons(found: Checked, given: Mapping[str, str]) -> tuple[Unanswerable, ...]:
    """Return every null with its reason: dropped by us, else the model's, else not in the call."""
    dropped = {
        finding.path.strip("/").replace("/", ".") for finding in found.findings if finding.dropped
    }
    return tuple(
        Unanswerable(
            field=name, reason=UNVERIFIED if name in dropped else given.get(name, NOT_IN_CALL)
        )
        for name in _nulls(found.answers)
    )


def _nulls(answers: Mapping[str, Any], within: str = "") -> Iterator[str]:
    """Yield every null by its name, in groups as `customer.name`; claims and lists have no fields."""
    for name, value in answers.items():
        if value is None:
            yield f"{within}{name}"
        elif isinstance(value, Mapping) and "quote" not in value:
            yield from _nulls(value, f"{within}{name}.")


def _has_reasons(schema: Mapping[str, Any]) -> bool:
    """Whether the list of reasons is ours: a profile may have a field of that name for itself."""
    return "$ref" in schema.get("properties", {}).get(UNANSWERABLE, {}).get("items", {})
