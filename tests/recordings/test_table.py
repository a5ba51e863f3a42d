"""Each kind of recording through the real examination, and what its call costs then."""

from collections.abc import Generator
from typing import Any

import numpy as np
import pytest

from callinsight.adapters.sound import MODULES
from callinsight.adapters.zygotes import Zygotes
from callinsight.domain.call import Call
from callinsight.domain.call_id import new_call_id
from callinsight.domain.recording import SoundFacts, upload_key
from callinsight.domain.uploads import queued_call
from callinsight.services import Services, using
from tests.builders import PINNED, a_run, fake_services, settings
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.recordings import FakeRecordingStore
from tests.recordings.forms import WAV
from tests.recordings.making import encoded, silence, speech
from tests.recordings.table import MAX_BYTES, MAX_SECONDS, TABLE, Kind
from tests.steps.conftest import run_once


@pytest.fixture(scope="module")
def zygotes() -> Generator[Zygotes]:
    zygotes = Zygotes(MODULES)
    yield zygotes
    zygotes.end()


def examining(zygotes: Zygotes, **limits: Any) -> Services:
    """Fakes around the real examination, in a deployment with these settings."""
    world = fake_services(settings=settings(**limits), zygotes=zygotes)
    del world.__dict__["sound_probe"]
    return world


async def ended(world: Services, kind: Kind) -> tuple[str | None, Call]:
    """Let a call with such a recording run; return its code and what is known of it then."""
    call_id = new_call_id()
    assert isinstance(world.recordings, FakeRecordingStore)
    key = upload_key(call_id, "u1", "call.wav")
    stored = world.recordings.put(key, kind.make(), metadata=kind.metadata)
    call = queued_call(call_id, world.clock(), stored, PINNED, file_name="call.wav")
    await world.calls.add(call)
    with using(world):
        outcome = await run_once(world, call_id, a_run(call))
    after = await world.calls.get(call_id)
    assert after is not None
    return outcome.failure.code if outcome.failure else None, after


@pytest.mark.parametrize("kind", TABLE.values(), ids=TABLE.keys())
async def test_a_recording_ends_as_the_table_says_and_a_bad_one_costs_nothing(
    kind: Kind, zygotes: Zygotes
) -> None:
    world = examining(zygotes, max_recording_seconds=MAX_SECONDS, max_recording_bytes=MAX_BYTES)
    code, call = await ended(world, kind)
    assert (code, _requests(world)) == (kind.code, 0 if kind.code else 2)
    assert (call.sound is None) == (kind.code is not None)
    assert _of(call.sound, kind) == kind.facts


PAUSED = Kind(lambda: encoded(WAV, np.hstack([speech(3), silence(0.5)])))
PLAIN, CUT = TABLE["wav, PCM 16"], TABLE["half a wav, PCM 16"]


@pytest.mark.parametrize(
    ("kind", "limits", "code"),
    [
        (PLAIN, {"min_recording_seconds": 10}, "recording_too_short"),
        (PLAIN, {"max_recording_seconds": 2}, "recording_too_long"),
        (PLAIN, {"silence_dbfs": 0}, "recording_silent"),
        (PAUSED, {"silence_share": 0}, "recording_silent"),
        (PAUSED, {"silence_share": 0.5}, None),
        (TABLE["a hum below the limit"], {"silence_dbfs": -90}, None),
        (TABLE["digital silence"], {"silence_share": 1}, None),
        (CUT, {"truncation_share": 0.4}, None),
    ],
)
async def test_the_settings_decide_what_is_usable(
    kind: Kind, limits: dict[str, Any], code: str | None, zygotes: Zygotes
) -> None:
    assert (await ended(examining(zygotes, **limits), kind))[0] == code


@pytest.mark.parametrize(("correlation", "dual_mono"), [(0.5, True), (1.0, False)])
async def test_the_settings_decide_which_channels_are_alike(
    correlation: float, dual_mono: bool, zygotes: Zygotes
) -> None:
    world = examining(zygotes, dual_mono_correlation=correlation)
    left = speech(3)
    other = np.vstack([left, left // 2 + speech(3, seed=2) // 8]).astype(np.int16)
    _, call = await ended(world, Kind(lambda: encoded(WAV, other)))
    assert call.sound is not None
    assert call.sound.dual_mono == dual_mono


def _requests(world: Services) -> int:
    """How many requests reached a provider."""
    engine, model = world.transcriber, world.language_model
    assert isinstance(engine, FakeTranscriber)
    assert isinstance(model, FakeLanguageModel)
    return engine.paid_requests + model.paid_requests


def _of(sound: SoundFacts | None, kind: Kind) -> dict[str, object]:
    return {name: getattr(sound, name) for name in kind.facts}
