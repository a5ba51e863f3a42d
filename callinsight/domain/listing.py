"""What lists show of a call and search in: derived from the record, and kept on it."""

from collections.abc import Mapping
from typing import Any

from callinsight.domain.analysis import NOT_IN_CALL, Analysis
from callinsight.domain.call import Call, Flag, StepName
from callinsight.domain.status import Status

# An index row has to stay small; what lists compare is cut to the same length.
LONGEST_TEXT = 200

# Reasons that are answers themselves; the others need a model, or a person.
_ANSWERS = frozenset({NOT_IN_CALL, "not_applicable"})

_STEP_OF: Mapping[Status, StepName] = {
    Status.READING: "fetch_audio",
    Status.PREPARING: "fetch_audio",
    Status.TRANSCRIBING: "transcribe",
    Status.TRANSCRIBED: "analyze",
    Status.ANALYZING: "analyze",
}


def list_fields(call: Call) -> dict[str, Any]:
    """Return the fields that only lists need, as they follow from the rest of the record."""
    found = _listed_analysis(call.analysis)
    return {
        "customer": _text(call.metadata.get("customer")),
        "agent": _text(call.metadata.get("agent")),
        "direction": _text(call.metadata.get("direction")),
        "topic": found["topic"],
        "outcome": found["outcome"],
        "flags": (*_flags(call), *found["flags"]),
        "status_since": call.history[-1].at if call.history else None,
    }


def with_list_fields(call: Call) -> Call:
    """Return a record as it is stored first: with its list fields."""
    return call.model_copy(update=list_fields(call))


def changed_list_fields(call: Call, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the list fields that a write of `attributes` changes; the others may be of others."""
    after = list_fields(call.model_copy(update=dict(attributes)))
    return {name: value or None for name, value in after.items() if value != getattr(call, name)}


def excerpt(analysis: Analysis) -> dict[str, Any]:
    """Return what the record keeps of an analysis that is too large for it."""
    return {"listed": _listed_analysis(analysis.model_dump(mode="json"))}


def running_step(status: Status) -> StepName | None:
    """Return the step an execution is at, or None if none is running."""
    return _STEP_OF.get(status)


def _listed_analysis(analysis: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return topic, outcome and flags; an analysis that lies elsewhere brings them with it."""
    analysis = analysis or {}
    if "listed" in analysis:
        return {**analysis["listed"]}
    answers = analysis.get("answers", {})
    flags: dict[Flag, bool] = {
        "unanswered": any(
            left["reason"] not in _ANSWERS for left in analysis.get("unanswerable", ())
        ),
        "unverified": bool(analysis.get("findings")),
        # The words of a draft are no evidence, so that nothing was missed by them either.
        "failed_check": analysis.get("quality") == "final"
        and any(check["passed"] is False for check in analysis.get("checks", ())),
    }
    return {
        "topic": _text(answers.get("topic", _main_topic(answers))),
        "outcome": _text(answers.get("outcome", answers.get("resolved", _resolution(answers)))),
        "flags": [name for name, is_set in flags.items() if is_set],
    }


def _main_topic(answers: Mapping[str, Any]) -> Any:
    """Of the topics of call_analysis.v1 the first is the main one."""
    topics = answers.get("topics")
    first = topics[0] if isinstance(topics, list) and topics else None
    return first.get("label") if isinstance(first, Mapping) else None


def _resolution(answers: Mapping[str, Any]) -> Any:
    resolution = answers.get("resolution")
    return resolution.get("status") if isinstance(resolution, Mapping) else None


def _flags(call: Call) -> list[Flag]:
    transcript = call.transcript
    flags: dict[Flag, bool] = {
        "draft": transcript is not None and transcript.quality == "draft",
        "stale": call.analysis_stale,
        "profile_fallback": call.profile_fallback_from is not None,
        "roles_unsure": transcript is not None
        and any(known.role is None or known.doubtful for known in transcript.roles.values()),
        "held": call.hold is not None,
    }
    return [name for name, is_set in flags.items() if is_set]


def _text(value: Any) -> str | None:
    """Return an answer in the few words that fit a row; what is no plain value has none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):  # a claim with its evidence
        value = value.get("text", value.get("value"))
    if not isinstance(value, (str, int, float)):
        return None
    return str(value).strip()[:LONGEST_TEXT] or None
