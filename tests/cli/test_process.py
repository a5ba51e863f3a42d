"""`callinsight process`, with its flow run replaced by the same steps without Prefect.

The command with Prefect and a private stack: tests/local/test_process.py.
"""

import json
from pathlib import Path

import pytest

from callinsight.cli import process
from callinsight.domain.call import Call
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.provider import ProviderRefusedError, RateLimitedError
from callinsight.domain.errors.recording import RecordingEmptyError
from callinsight.domain.recording import RecordingObject
from callinsight.services import Services, services, using
from tests.adapters.ready import call_analytics
from tests.builders import a_profile, a_run, fake_services
from tests.cli.conftest import Command
from tests.fakes.engines import FakeLanguageModel, FakeSoundProbe
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once


@pytest.fixture(autouse=True)
def flow_runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the calls that were run; a run is ad hoc, and of no deployment."""
    ran: list[str] = []

    async def run_flow(call: Call) -> None:
        ran.append(call.call_id)
        await run_once(services(), call.call_id, a_run(call, key=None, adhoc=True))

    monkeypatch.setattr(process, "run_flow", run_flow)
    return ran


def model_of(world: Services) -> FakeLanguageModel:
    assert isinstance(world.language_model, FakeLanguageModel)
    return world.language_model


def test_a_file_becomes_one_document_of_the_documented_shape(
    callinsight: Command, services: Services, recording_file: Path
) -> None:
    answer = callinsight("process", recording_file, "--json")
    assert (answer.code, answer.err) == (0, "")
    assert set(answer.document) == {"calls"}
    (call,) = answer.document["calls"]
    assert list(call) == [
        "file", "call_id", "status", "failure", "hold", "sound", "transcript", "analysis", "metrics", "evaluation",
        "cost", "steps",
    ]  # fmt: skip
    assert (call["file"], call["status"], call["failure"]) == (
        str(recording_file),
        "Completed",
        None,
    )
    assert call["cost"] > 0
    assert call["metrics"]["talk_ratio"].keys() == {"agent", "customer"}
    assert call["analysis"]["answers"]["summary"] == "an answer"
    assert [turn["text"] for turn in call["transcript"]["turns"]] == [
        "hello how can i help",
        "i want a refund",
    ]
    assert [step.pop("name") for step in call["steps"]] == [
        "fetch_audio", "transcribe", "analyze", "persist",
    ]  # fmt: skip
    assert all(set(step) == {"seconds", "tries", "reused"} for step in call["steps"])


def test_a_failed_call_exits_1_and_says_where_why_and_what_to_do(
    callinsight: Command, services: Services, recording_file: Path
) -> None:
    model_of(services).fail_with(ProviderRefusedError("The model does not exist."))
    answer = callinsight("process", recording_file, "--json")
    (call,) = answer.document["calls"]
    assert (answer.code, call["status"], call["analysis"]) == (1, "Failed", None)
    assert call["failure"] == {
        "step": "analyze",
        "code": "provider_refused",
        "message": "The model does not exist.",
        "hint": ProviderRefusedError.hint,
    }
    assert call["transcript"] is not None


def test_a_call_that_has_to_wait_is_not_done(
    callinsight: Command, services: Services, recording_file: Path
) -> None:
    model_of(services).fail_with(RateLimitedError("slow down", 3600.0))
    answer = callinsight("process", recording_file, "--json")
    assert (answer.code, answer.document["calls"][0]["status"]) == (1, "Queued")


def test_one_bad_file_of_several_exits_1_and_hides_no_other(
    callinsight: Command, services: Services, recording_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.wav").touch()
    answer = callinsight("process", tmp_path / "empty.wav", recording_file)
    assert answer.code == 1
    assert "Failed\n  fetch_audio: " in answer.out
    assert f"({RecordingEmptyError.code})" in answer.out
    assert "hello how can i help" in answer.out


def test_the_same_file_twice_is_two_calls(
    callinsight: Command, services: Services, recording_file: Path, flow_runs: list[str]
) -> None:
    answer = callinsight("process", recording_file, recording_file, "--json")
    ids = [call["call_id"] for call in answer.document["calls"]]
    assert (answer.code, ids) == (0, flow_runs)
    assert len(set(ids)) == 2


def test_the_profile_is_the_asked_one(callinsight: Command, recording_file: Path) -> None:
    profiles = FakeProfileStore(a_profile(), a_profile("sales", 3))
    with using(fake_services(profile_store=profiles)):
        answer = callinsight("process", recording_file, "--profile", "sales", "--json")
    made_by = answer.document["calls"][0]["analysis"]["provenance"]
    assert (made_by["profile_id"], made_by["profile_version"]) == ("sales", 3)


def test_an_unknown_profile_stops_before_anything_is_sent_and_those_there_are_are_named(
    callinsight: Command, recording_file: Path, flow_runs: list[str], services: Services
) -> None:
    answer = callinsight("process", recording_file, "--profile", "nobody", "--json")
    assert (answer.code, answer.out, flow_runs) == (2, "", [])
    assert "--profile: there is no such profile; there are: default" in answer.told


def test_a_file_that_is_not_accepted_leaves_the_results_of_the_others(
    callinsight: Command, recording_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with using(fake_services()) as world:
        put = world.recordings.put_file

        async def put_file(key: str, path: Path, content_type: str) -> RecordingObject:
            if path.name == "second.wav":
                raise ServiceUnavailableError("AWS did not answer for bucket recordings.")
            return await put(key, path, content_type)

        monkeypatch.setattr(world.recordings, "put_file", put_file)
        second = recording_file.with_name("second.wav")
        second.write_bytes(b"RIFF")
        answer = callinsight("process", recording_file, second, recording_file, "--json")
    calls = answer.document["calls"]
    assert answer.code == 1
    assert [call["status"] for call in calls] == ["Completed", "Failed", "Completed"]
    assert calls[1]["failure"]["code"] == "service_unavailable"


def test_a_call_that_waits_for_its_provider_says_so(
    callinsight: Command, services: Services, recording_file: Path
) -> None:
    model_of(services).fail_with(RateLimitedError("slow down", 300.0))
    answer = callinsight("process", recording_file, "--json")
    (call,) = answer.document["calls"]
    assert (answer.code, call["status"]) == (1, "Queued")
    assert call["failure"]["code"] == "rate_limited"
    assert call["failure"]["message"] == "The call waits for its provider."


@pytest.mark.parametrize("name", ["nowhere.wav", "."])
def test_what_is_no_file_is_named_before_anything_starts(
    callinsight: Command, recording_file: Path, tmp_path: Path, flow_runs: list[str], name: str
) -> None:
    with using(fake_services()) as world:
        answer = callinsight("process", recording_file, tmp_path / name)
        assert isinstance(world.sound_probe, FakeSoundProbe)
        assert world.sound_probe.probes == 0
    assert (answer.code, answer.out, flow_runs) == (2, "", [])
    assert answer.told.endswith(f"Invalid value for FILE: there is no file {tmp_path / name}")


def test_no_file_at_all_is_wrong_usage(callinsight: Command) -> None:
    assert callinsight("process").code == 2


def test_a_ready_transcript_is_analyzed_and_its_roles_are_told(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "call.json"
    file.write_text(json.dumps(call_analytics()))
    answer = callinsight("process", file)
    assert answer.code == 0
    assert "Transcript by import:amazon_call_analytics" in answer.out
    assert "agent AGENT, customer CUSTOMER (by the transcriber)" in answer.out


def test_json_that_is_no_transcript_is_one_sentence_and_a_hint(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "call.json"
    file.write_text('{"name": "canary"}')
    answer = callinsight("process", file)
    assert answer.code == 1
    assert "no transcript in a form that we read. (transcript_invalid)" in answer.out
    assert "Upload our own, an ElevenLabs Scribe or an Amazon Transcribe" in answer.out
    assert "Traceback" not in answer.told
