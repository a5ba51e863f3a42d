"""A deployment that lacks something: the call says what, and nothing is paid."""

import pytest

from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.deployment import AccessDeniedError, ResourceMissingError
from callinsight.services import using
from tests.builders import a_call_with_audio, a_run, fake_services
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.recordings import FakeRecordingStore
from tests.steps.conftest import run_once

MISSING = ResourceMissingError("The bucket artifacts does not exist.")
DENIED = AccessDeniedError("AWS refuses access to the bucket artifacts (AccessDenied).")


class BrokenArtifacts(FakeArtifactStore):
    """A bucket that is not there, or not ours."""

    def __init__(self, error: CallInsightError) -> None:
        super().__init__()
        self._error = error

    async def get(self, key: str) -> bytes | None:
        raise self._error


@pytest.mark.parametrize("error", [MISSING, DENIED])
async def test_without_its_artifacts_bucket_a_call_fails_before_it_is_paid(
    error: CallInsightError,
) -> None:
    with using(fake_services(artifacts=BrokenArtifacts(error))) as world:
        call = await a_call_with_audio(world)
        outcome = await run_once(world, call.call_id, a_run(call))
        assert outcome.failure is not None
        assert (outcome.failure.step, outcome.failure.code) == ("transcribe", error.code)
        assert outcome.failure.hint
        assert isinstance(world.transcriber, FakeTranscriber)
        assert isinstance(world.language_model, FakeLanguageModel)
        assert (world.transcriber.paid_requests, world.language_model.paid_requests) == (0, 0)


async def test_a_recording_that_was_deleted_after_its_event_is_named() -> None:
    with using(fake_services()) as world:
        call = await a_call_with_audio(world)
        assert isinstance(world.recordings, FakeRecordingStore)
        world.recordings.versions.clear()
        outcome = await run_once(world, call.call_id, a_run(call))
        assert outcome.failure is not None
        assert (outcome.failure.step, outcome.failure.code) == ("fetch_audio", "recording_missing")


async def test_a_profile_version_that_was_deleted_after_it_was_pinned_is_named() -> None:
    with using(fake_services()) as world:
        call = await a_call_with_audio(world)
        assert isinstance(world.profile_store, FakeProfileStore)
        world.profile_store.stored.clear()
        outcome = await run_once(world, call.call_id, a_run(call))
        assert outcome.failure is not None
        assert (outcome.failure.step, outcome.failure.code) == ("fetch_audio", "profile_not_found")
        assert isinstance(world.transcriber, FakeTranscriber)
        assert world.transcriber.paid_requests == 0
