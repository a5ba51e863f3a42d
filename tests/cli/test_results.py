"""What a person sees of a call, whatever became of it and whatever others called their things."""

import asyncio
from typing import Any

import pytest

from callinsight.cli.results import call_document, print_call
from callinsight.domain.errors.recording import RecordingUnreadableError
from callinsight.services import Services, using
from tests.builders import fake_services
from tests.cli.calls import DraftTranscriber, a_call_that_ran, a_waiting_call
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.engines import FakeSoundProbe

CLEAR, BELL = "\x1b[2J", "\x07"


def a_document(**fields: Any) -> dict[str, Any]:
    """A call of which nothing is known yet."""
    empty = ("failure", "sound", "transcript", "analysis", "metrics", "evaluation", "cost")
    known = {"file": "call.wav", "call_id": "c", "status": "Queued", "steps": []}
    return {**known, **dict.fromkeys(empty), **fields}


def an_analysis(**fields: Any) -> dict[str, Any]:
    provenance = {"profile_id": "default", "profile_version": 1, "model": None}
    empty: dict[str, Any] = {"unanswerable": [], "keyword_hits": [], "checks": []}
    return {"answers": {}, "provenance": provenance, **empty, **fields}


def printed(capsys: pytest.CaptureFixture[str], document: dict[str, Any]) -> str:
    print_call(document)
    return capsys.readouterr().out


def test_a_completed_call_shows_words_metrics_answers_steps_and_cost(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    call = a_call_that_ran(services)
    lines = printed(capsys, asyncio.run(call_document(call))).splitlines()
    assert lines[1] == f"call.wav  {call.call_id}  Completed"
    assert "  Transcript by fake (final)" in lines
    assert "   0:00 agent     hello how can i help" in lines
    assert "  summary            an answer" in lines
    assert any(line.split() == ["transcribe", "0.0", "s", "1"] for line in lines)
    assert lines[-1] == f"  cost ${call.cost_usd:.4f}"
    assert not any("Draft" in line for line in lines)


@pytest.mark.parametrize(
    ("sound", "told"),
    [
        ({}, ""),
        ({"dual_mono": True}, "The channels carry the same sound"),
        ({"silent_channels": [1]}, "Nobody is to be heard on channel 2 of 2."),
    ],
)
def test_what_a_listener_would_wonder_about_is_told(
    sound: dict[str, Any], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    usual = {"media_type": "audio/wav", "duration_seconds": 60.0, "channels": 2}
    shown = printed(capsys, a_document(sound=usual | sound))
    assert told in shown
    assert ("channel" in shown) == bool(told)


def test_what_an_engine_left_out_is_told(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    document = asyncio.run(call_document(a_call_that_ran(services)))
    assert "Left out" not in printed(capsys, document)
    document["transcript"]["dropped_settings"] = ["detect_speaker_roles", "num_speakers"]
    lines = printed(capsys, document).splitlines()
    assert "  Left out of what the profile asks: detect_speaker_roles, num_speakers" in lines


def test_a_failed_call_shows_its_step_its_reason_and_what_to_do(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(services.sound_probe, FakeSoundProbe)
    services.sound_probe.error = RecordingUnreadableError("The recording is no audio.")
    shown = printed(capsys, asyncio.run(call_document(a_call_that_ran(services))))
    assert "Failed\n  fetch_audio: The recording is no audio. (recording_unreadable)\n" in shown
    assert RecordingUnreadableError.hint in shown
    assert "Transcript" not in shown


def test_a_draft_says_how_little_it_may_be_trusted_and_answers_no_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with using(fake_services(transcriber=DraftTranscriber())) as world:
        shown = printed(capsys, asyncio.run(call_document(a_call_that_ran(world))))
    assert "Transcript by fake (draft)  Draft: about 3 in 10 words may be wrong" in shown
    assert "Analysis by rules, profile default@1" in shown
    assert "not answered (draft_transcript): summary, resolved" in shown


def test_a_call_that_waits_shows_its_name_and_no_more(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    call = a_waiting_call(services)
    shown = printed(capsys, asyncio.run(call_document(call, "given.wav"))).split()
    assert shown == ["given.wav", call.call_id, "Queued"]


def test_an_analysis_that_is_too_large_for_the_record_is_fetched() -> None:
    artifacts = FakeArtifactStore()
    artifacts.objects["there"] = b'{"answers": {"summary": "long"}}'
    with using(fake_services(artifacts=artifacts)) as world:
        stored = a_waiting_call(world, analysis={"artifact": "there"})
        lost = a_waiting_call(world, analysis={"artifact": "gone"})
        found = asyncio.run(call_document(stored))["analysis"]
        assert found == {"answers": {"summary": "long"}}
        assert asyncio.run(call_document(lost))["analysis"] is None


def test_what_was_found_by_rules_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    analysis = an_analysis(
        unanswerable=[{"field": "a", "reason": "why"}, {"field": "b", "reason": "why"}],
        keyword_hits=[{"topic": "money", "phrase": "refund", "turn_ids": [2, 5]}],
        checks=[{"name": "greeting", "passed": True}, {"name": "goodbye", "passed": False}],
    )
    shown = printed(capsys, a_document(analysis=analysis))
    for line in ("not answered (why): a, b", "said: refund (money, turn 2, 5)", "yes  greeting"):
        assert f"  {line}\n" in shown
    assert "  no   goodbye\n" in shown


def test_categories_and_scores_are_listed_with_turns_reasons_and_what_people_changed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    override = {"author": "Ada", "reason": "Heard."}
    common: dict[str, Any] = {"reason": None, "turn_ids": [], "override": None, "computed": None}
    evaluation = {
        "categories": [
            {"name": "cancellation", "applies": True, "reason": None, "turn_ids": [2, 5]},
            {"name": "left_waiting", "applies": False, "reason": None, "turn_ids": []},
            {"name": "dispute", "applies": None, "reason": "role_unknown", "turn_ids": []},
        ],
        "scorecards": [
            {
                "name": "quality",
                "percent": 62.5,
                "auto_failed": False,
                "criteria": [
                    {**common, "name": "greeting", "outcome": "passed", "turn_ids": [1]},
                    {**common, "name": "resolved", "outcome": "n_a", "reason": "no_model"},
                    {
                        **common,
                        "name": "closing",
                        "outcome": "failed",
                        "computed": "passed",
                        "override": override,
                    },
                ],
            },
            {"name": "empty", "percent": None, "auto_failed": False, "criteria": []},
        ],
        "alerts": ["category:cancellation"],
    }
    lines = printed(capsys, a_document(evaluation=evaluation)).splitlines()
    assert lines[lines.index("  category: cancellation (turn 2, 5)") :][:8] == [
        "  category: cancellation (turn 2, 5)",
        "  category: dispute unknown (role unknown)",
        "  score quality: 62.5 %",
        "    yes  greeting (turn 1)",
        "    n/a  resolved (no model)",
        "    no   closing (changed by Ada, computed: yes)",
        "  score empty: no score",
        "  alerts: category:cancellation",
    ]


def test_metrics_are_told_by_speaker_and_unknown_ones_with_their_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    metrics = {
        "source": "word_times",
        "interruptions": None,
        "overlap_seconds": None,
        "talk_ratio": {"agent": 0.75, "customer": 0.25},
        "hold_candidates": 0,
        "words_per_minute": {"agent": 140.5, "customer": None},
        "unavailable": {
            "interruptions": "mono",
            "overlap_seconds": "mono",
            "words_per_minute.customer": "short_talk",
            "questions": "no_punctuation",
        },
    }
    lines = printed(capsys, a_document(metrics=metrics)).splitlines()
    assert lines[lines.index("  Talk metrics") :][:6] == [
        "  Talk metrics",
        "  talk ratio                 agent 0.75, customer 0.25",
        "  hold candidates            0",
        "  words per minute           agent 140.5, customer unknown (short_talk)",
        "  unknown (mono): interruptions, overlap seconds",
        "  unknown (no_punctuation): questions",
    ]


@pytest.mark.parametrize(
    "words", [":100:", "call [final].wav", "[/bold]", "[red]", "back\\[dim]slash\\"]
)
def test_words_of_others_are_shown_as_they_are(
    capsys: pytest.CaptureFixture[str], words: str
) -> None:
    failure = {"step": None, "code": "internal", "message": words, "hint": words}
    analysis = an_analysis(
        answers={words: words, "none": None},
        unanswerable=[{"field": words, "reason": "why"}],
        keyword_hits=[{"topic": words, "phrase": words, "turn_ids": [1]}],
        checks=[{"name": words, "passed": True}],
    )
    metrics = {"talk_ratio": {words: 1.0}}
    document = a_document(file=words, failure=failure, analysis=analysis, metrics=metrics)
    assert printed(capsys, document).count(words) == 10


def test_nothing_of_others_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    document = a_document(file=f"{CLEAR}a", analysis=an_analysis(answers={"x": f"{BELL}b\nc"}))
    shown = printed(capsys, document)
    assert not {"\x1b", BELL} & set(shown)
    assert "b\nc" in shown
