"""Each kind of recording through the real examination, and what its call costs then."""

from collections.abc import Generator

import pytest

from callinsight.adapters.sound import MODULES
from callinsight.adapters.zygotes import Zygotes
from callinsight.domain.call_id import new_call_id
from callinsight.domain.recording import SoundFacts, upload_key
from callinsight.domain.uploads import queued_call
from callinsight.services import Services, using
from tests.builders import PINNED, a_run, fake_services, settings
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.recordings import FakeRecordingStore
from tests.recordings.table import MAX_BYTES, MAX_SECONDS, TABLE, Kind
from tests.steps.conftest import run_once


@pytest.fixture(scope="module")
def zygotes() -> Generator[Zygotes]:
    zygotes = Zygotes(MODULES)
    yield zygotes
    zygotes.end()


@pytest.fixture
def world(zygotes: Zygotes) -> Generator[Services]:
    """Fakes around the real examination."""
    limits = settings(max_recording_seconds=MAX_SECONDS, max_recording_bytes=MAX_BYTES)
    parts = fake_services(settings=limits)
    del parts.__dict__["sound_probe"]
    parts.__dict__["zygotes"] = zygotes
    with using(parts) as world:
        yield world


@pytest.mark.parametrize("kind", TABLE.values(), ids=TABLE.keys())
async def test_a_recording_ends_as_the_table_says_and_a_bad_one_costs_nothing(
    kind: Kind, world: Services
) -> None:
    call_id = new_call_id()
    assert isinstance(world.recordings, FakeRecordingStore)
    key = upload_key(call_id, "u1", "call.wav")
    stored = world.recordings.put(key, kind.make(), metadata=kind.metadata)
    call = queued_call(call_id, world.clock(), stored, PINNED, file_name="call.wav")
    await world.calls.add(call)
    outcome = await run_once(world, call_id, a_run(call))
    ended = await world.calls.get(call_id)
    assert ended is not None
    code = outcome.failure.code if outcome.failure else None
    assert (code, _requests(world)) == (kind.code, 0 if kind.code else 2)
    assert (ended.sound is None) == (kind.code is not None)
    assert _of(ended.sound, kind) == kind.facts


def _requests(world: Services) -> int:
    """How many requests reached a provider."""
    engine, model = world.transcriber, world.language_model
    assert isinstance(engine, FakeTranscriber)
    assert isinstance(model, FakeLanguageModel)
    return engine.paid_requests + model.paid_requests


def _of(sound: SoundFacts | None, kind: Kind) -> dict[str, object]:
    return {name: getattr(sound, name) for name in kind.facts}
