"""Calls without audio: a ready transcript goes the way of a recording, and no transcriber is asked."""

import json

from callinsight.domain.call import Call
from callinsight.domain.call_id import new_call_id
from callinsight.domain.recording import upload_key
from callinsight.domain.reruns import rerun
from callinsight.domain.uploads import queued_call
from callinsight.services import Services
from tests.adapters.ready import call_analytics
from tests.builders import PINNED
from tests.fakes.engines import FakeLanguageModel, FakeSoundProbe, FakeTranscriber
from tests.fakes.recordings import FakeRecordingStore
from tests.steps.conftest import RunCall


async def _a_call_with(services: Services, content: bytes) -> Call:
    call_id = new_call_id()
    assert isinstance(services.recordings, FakeRecordingStore)
    stored = services.recordings.put(upload_key(call_id, "u1", "call.bin"), content)
    call = queued_call(call_id, services.clock(), stored, PINNED, file_name="call.bin")
    await services.calls.add(call)
    return call


def _asked(services: Services) -> tuple[int, int, int]:
    assert isinstance(services.transcriber, FakeTranscriber)
    assert isinstance(services.sound_probe, FakeSoundProbe)
    assert isinstance(services.language_model, FakeLanguageModel)
    return (
        services.sound_probe.probes,
        services.transcriber.paid_requests,
        services.language_model.paid_requests,
    )


async def test_a_ready_transcript_is_analyzed_without_any_transcription(
    services: Services, run_call: RunCall
) -> None:
    call = await _a_call_with(services, json.dumps(call_analytics()).encode())
    assert (await run_call(call)).kind == "Completed"
    done = await services.reruns.existing(call.call_id)
    assert done.sound is not None
    assert (done.sound.media_type, done.duration_seconds) == ("application/json", 4.5)
    assert done.transcript is not None
    assert (done.transcript.engine, done.transcript.words) == ("import:amazon_call_analytics", 5)
    assert [known.source for known in done.transcript.roles.values()] == ["provider", "provider"]
    assert done.steps["transcribe"].cost_usd == 0
    assert done.metrics is not None
    assert set(done.metrics["talk_time_seconds"]) == {"agent", "customer"}
    assert _asked(services) == (0, 0, 1)


async def test_it_is_run_again_and_its_roles_are_swapped_like_any_call(
    services: Services, run_call: RunCall
) -> None:
    call = await _a_call_with(services, json.dumps(call_analytics()).encode())
    await run_call(call)
    swapped = await services.role_swaps.swap(call.call_id)
    await services.calls.apply(rerun(swapped, services.clock(), from_step="fetch_audio"))
    assert (await run_call(swapped)).kind == "Completed"
    again = await services.reruns.existing(call.call_id)
    assert again.transcript is not None
    assert again.transcript.sha256 == (swapped.transcript and swapped.transcript.sha256)
    assert _asked(services) == (0, 0, 2)


async def test_a_document_that_is_no_transcript_fails_before_anything_is_paid(
    services: Services, run_call: RunCall
) -> None:
    outcome = await run_call(await _a_call_with(services, b'{"name": "canary"}'), tries=3)
    assert outcome.failure is not None
    assert (outcome.failure.step, outcome.failure.code) == ("fetch_audio", "transcript_invalid")
    assert "canary" not in outcome.failure.message
    assert _asked(services) == (0, 0, 0)
