"""What lists show of a call follows from its record, and no write forgets it."""

from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.analysis import Analysis
from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.listing import LONGEST_TEXT, excerpt, list_fields, running_step
from callinsight.domain.speaker_role import SpeakerRole
from callinsight.domain.status import Status
from callinsight.domain.transitions import change
from tests.builders import NOON, a_queued_call
from tests.domain.records import after, record_after

LATER = NOON + timedelta(minutes=1)
PROVENANCE = {
    "engine": "rules", "profile_id": "default", "profile_version": 1,
    "comprehensive_analysis": True, "prompt_sha256": "p", "transcript_sha256": "t",
}  # fmt: skip


def an_analysis(**fields: Any) -> dict[str, Any]:
    made = {"mode": "rules", "quality": "final", "answers": {}, "provenance": PROVENANCE}
    return Analysis.model_validate(made | fields).model_dump(mode="json")


def a_transcript(**fields: Any) -> TranscriptSummary:
    made = {"artifact": "a", "sha256": "t", "engine": "e", "model": "m", "quality": "final"}
    return TranscriptSummary.model_validate(made | fields)


def test_who_spoke_stands_in_the_metadata() -> None:
    said = {"customer": " Ada ", "agent": "Bob", "direction": "inbound", "other": "x"}
    call = after(a_queued_call(metadata=said))
    assert (call.customer, call.agent, call.direction) == ("Ada", "Bob", "inbound")


def test_metadata_that_change_are_listed_and_those_that_go_are_not() -> None:
    call = after(a_queued_call(metadata={"customer": "Ada", "agent": "Bob"}))
    record = record_after(call, change(call, LATER, metadata={"customer": "Eve"}))
    assert record["customer"] == "Eve"
    assert "agent" not in record


def test_a_write_leaves_what_it_does_not_change_to_others() -> None:
    """Another writer may have changed it since the record was read."""
    call = after(a_queued_call(metadata={"customer": "Ada"}))
    values = change(call, LATER, status_reason="parked").values
    assert not {"customer", "agent", "topic", "flags", "status_since"} & set(values)


@pytest.mark.parametrize(
    ("answers", "topic", "outcome"),
    [
        ({"topic": "Refund", "outcome": "granted", "resolved": True}, "Refund", "granted"),
        ({"topic": {"text": "Refund", "turn_ids": [1]}, "resolved": True}, "Refund", "yes"),
        ({"topic": ["a", "b"], "resolved": False}, None, "no"),
        ({"topic": None, "outcome": ""}, None, None),
        ({"topic": "x" * 5000, "resolved": "partly"}, "x" * LONGEST_TEXT, "partly"),
    ],
)
def test_topic_and_outcome_stand_in_the_answers(
    answers: dict[str, Any], topic: str | None, outcome: str | None
) -> None:
    call = a_queued_call(analysis=an_analysis(answers=answers))
    assert (call.topic, call.outcome) == (topic, outcome)


def test_a_large_analysis_is_listed_like_a_small_one() -> None:
    analysis = an_analysis(
        answers={"topic": "Refund", "resolved": True},
        unanswerable=[{"field": "next", "reason": "no_model"}],
    )
    small = a_queued_call(analysis=analysis)
    large = a_queued_call(analysis=excerpt(Analysis.model_validate(analysis)))
    assert (large.topic, large.outcome, large.flags) == ("Refund", "yes", ("unanswered",))
    assert (large.topic, large.outcome, large.flags) == (small.topic, small.outcome, small.flags)


def flags_of(**fields: Any) -> list[str]:
    return list(a_queued_call(**fields).flags)


def test_flags_name_what_somebody_should_look_at() -> None:
    unsure = {"0": SpeakerRole(), "1": SpeakerRole(role="agent", source="inferred", doubtful=True)}
    sure = {"0": SpeakerRole(role="agent", source="channel")}
    assert flags_of() == []
    assert flags_of(transcript=a_transcript(roles=sure)) == []
    assert flags_of(transcript=a_transcript(quality="draft")) == ["draft"]
    assert flags_of(transcript=a_transcript(roles=unsure)) == ["roles_unsure"]
    assert flags_of(profile_fallback_from="gone") == ["profile_fallback"]
    for reason, flags in (("not_in_call", []), ("draft_transcript", ["unanswered"])):
        left = {"unanswerable": [{"field": "next", "reason": reason}]}
        assert flags_of(analysis=an_analysis(**left)) == flags
    failed = {"checks": [{"name": "greets", "passed": False}]}
    assert flags_of(analysis=an_analysis(**failed)) == ["failed_check"]
    assert flags_of(analysis=an_analysis(**failed, quality="draft")) == []
    stale = {"analysis": an_analysis(), "analysis_of": "other", "transcript": a_transcript()}
    assert flags_of(**stale) == ["stale"]


def test_a_status_that_is_repeated_goes_on_and_another_begins() -> None:
    call = after(a_queued_call(status=Status.READING))
    assert call.status_since == NOON
    repeated = after(call, change(call, LATER, status=Status.READING))
    assert repeated.status_since == NOON
    assert after(call, change(call, LATER, status=Status.PREPARING)).status_since == LATER


def test_a_record_from_before_lists_is_completed_by_its_next_write() -> None:
    call = a_queued_call(metadata={"customer": "Ada"})
    old = Call.model_validate(call.model_dump(exclude=set(list_fields(call))))
    values = change(old, LATER, status_reason="parked").values
    assert (values["customer"], values["status_since"]) == ("Ada", "2026-11-23T12:00:00.000000Z")


def test_a_step_runs_only_while_an_execution_has_the_call() -> None:
    running = {status.value: running_step(status) for status in Status if running_step(status)}
    assert running == {
        "READING": "fetch_audio",
        "PREPARING": "fetch_audio",
        "TRANSCRIBING": "transcribe",
        "TRANSCRIBED": "analyze",
        "Analyzing": "analyze",
    }
