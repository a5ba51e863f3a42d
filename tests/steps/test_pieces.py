"""Recordings that an engine does not take as they are: made into pieces, each paid for once."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call import Call
from callinsight.domain.erasure import tombstone
from callinsight.domain.errors.base import Superseded
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    ProviderRefusedError,
    ProviderUnavailableError,
)
from callinsight.domain.errors.recording import RecordingUnreadableError
from callinsight.domain.pieces import TRANSCODED
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.reruns import rerun
from callinsight.domain.status import Status
from callinsight.domain.transcript import Transcript
from callinsight.domain.transitions import change
from callinsight.ports.engines import Audio, AudioLimits, BeforeSend, CutSound
from callinsight.services import using
from tests.builders import TestClock, a_call_with_audio, a_profile, a_run, begun, fake_services
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.engines import FakeJobTranscriber, FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.recordings import FakeRecordingStore
from tests.fakes.sound_cutter import FakeSoundCutter
from tests.steps.conftest import run_once

A_MINUTE = 2 * 0.22 / 60  # two channels at $0.22 an hour


class ShortTranscriber(FakeTranscriber):
    """Takes twenty seconds of FLAC at a time, and notes what it was sent."""

    seconds = 20.0

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    def limits(self, recording: Recording, settings: TranscriptionSettings) -> AudioLimits:
        return AudioLimits(frozenset({"audio/flac"}), 1_000_000, self.seconds)

    async def request(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
    ) -> bytes:
        body = await super().request(recording, audio, settings, before_send)
        self.sent.append(b"".join([chunk async for chunk in audio.stream()]))
        return body


class ShortJobTranscriber(FakeJobTranscriber):
    """The same in jobs."""

    def limits(self, recording: Recording, settings: TranscriptionSettings) -> AudioLimits:
        return AudioLimits(frozenset({"audio/flac"}), 1_000_000, ShortTranscriber.seconds)


class World:
    """A minute of WAV for an engine that takes less."""

    def __init__(self, engine: FakeTranscriber, **fakes: Any) -> None:
        self.engine = engine
        self.clock = TestClock()
        self.services = fake_services(transcriber=engine, clock=self.clock, **fakes)

    @property
    def cutter(self) -> FakeSoundCutter:
        assert isinstance(self.services.sound_cutter, FakeSoundCutter)
        return self.services.sound_cutter

    @property
    def sounds(self) -> FakeRecordingStore:
        assert isinstance(self.services.piece_sounds, FakeRecordingStore)
        return self.services.piece_sounds

    async def call(self) -> Call:
        with using(self.services):
            return await a_call_with_audio(self.services)

    async def run(self, call: Call, *, retry: bool = False, tries: int = 1) -> Any:
        seen = await self.seen(call)
        run = a_run(seen, count=2 if retry else 1)
        return await run_once(self.services, call.call_id, run, tries)

    async def seen(self, call: Call) -> Call:
        found = await self.services.calls.get(call.call_id)
        assert found is not None
        return found

    async def transcript(self, call: Call) -> Transcript:
        summary = (await self.seen(call)).transcript
        assert summary is not None
        body = await self.services.artifacts.get(summary.artifact)
        assert body is not None
        return Transcript.model_validate_json(body)


@pytest.fixture
def engine() -> ShortTranscriber:
    return ShortTranscriber()


@pytest.fixture
def world(engine: ShortTranscriber) -> World:
    return World(engine)


async def test_each_piece_is_sent_once_and_one_transcript_comes_back(
    world: World, engine: ShortTranscriber
) -> None:
    call = await world.call()
    outcome = await world.run(call)
    assert outcome.kind == "Completed"
    assert engine.sent == [b"from 0.0 to 20.0", b"from 20.0 to 40.0", b"from 40.0 to 60.0"]
    transcript = await world.transcript(call)
    assert transcript.duration_seconds == 60.0
    assert [(turn.id, turn.start) for turn in transcript.turns] == [
        (1, 0.0), (2, 4.5), (3, 20.0), (4, 24.5), (5, 40.0), (6, 44.5),
    ]  # fmt: skip


async def test_all_pieces_together_cost_what_the_whole_costs(world: World) -> None:
    outcome = await world.run(await world.call())
    assert outcome.call.steps["transcribe"].cost_usd == pytest.approx(A_MINUTE)
    mark = outcome.call.transcript.answer
    assert outcome.call.costs[mark] == pytest.approx(A_MINUTE)


async def test_pieces_are_made_while_the_recording_is_prepared(world: World) -> None:
    call = await world.call()
    execution = await begun(world.services, call)
    await world.services.fetching.recording_of(execution)
    assert execution.call.status is Status.PREPARING
    assert world.cutter.cuts == 1
    assert len(world.sounds.versions) == 3


async def test_a_finished_piece_is_not_paid_again_after_a_failure_of_the_next(
    world: World, engine: ShortTranscriber
) -> None:
    call = await world.call()
    engine.fail_with(ProviderRefusedError("no"), after=1)
    failed = await world.run(call)
    assert failed.kind == "Failed"
    assert failed.call.cost_usd == pytest.approx(A_MINUTE / 3)
    again = await world.run(call, retry=True)
    assert again.kind == "Completed"
    assert engine.paid_requests == 3
    assert world.cutter.cuts == 1
    assert again.call.steps["transcribe"].cost_usd == pytest.approx(2 * A_MINUTE / 3)


async def test_an_ambiguous_piece_is_repeated_alone(world: World, engine: ShortTranscriber) -> None:
    call = await world.call()
    engine.fail_with(AmbiguousOutcomeError("no answer"), after=1)
    outcome = await world.run(call, tries=2)
    assert outcome.kind == "Completed"
    assert engine.paid_requests == 3
    assert list(outcome.call.duplicate_spend.values()) == [1]


async def test_a_piece_in_an_outage_parks_the_call_which_goes_on_from_there(
    world: World, engine: ShortTranscriber
) -> None:
    call = await world.call()
    engine.fail_with(ProviderUnavailableError("down"), after=2)
    assert (await world.run(call)).kind == "Parked"
    assert (await world.run(call)).kind == "Completed"
    assert (engine.paid_requests, world.cutter.cuts) == (3, 1)


async def test_jobs_are_submitted_one_after_the_other_and_each_once() -> None:
    engine = ShortJobTranscriber()
    world = World(engine)
    call = await world.call()
    engine.fail_with(ProviderUnavailableError("down"), after=1)
    assert (await world.run(call)).kind == "Parked"
    outcome = await world.run(call)
    assert outcome.kind == "Completed"
    assert engine.paid_requests == 3
    assert len({reference["fingerprint"] for reference in engine.references}) == 3
    assert (outcome.call.job, outcome.call.request_open) == (None, None)
    assert (await world.transcript(call)).turns[-1].start == 44.5


async def test_a_recording_in_a_form_the_engine_does_not_take_is_one_piece(
    world: World, engine: ShortTranscriber
) -> None:
    engine.seconds = 3600.0
    call = await world.call()
    await world.run(call)
    assert engine.sent == [b"from 0.0 to 60.0"]
    key = next(iter(world.sounds.versions))
    assert key.startswith(f"{TRANSCODED}{call.call_id}/")
    assert key.endswith("/0-60000.flac")


async def test_what_the_engine_takes_is_not_touched() -> None:
    world = World(FakeTranscriber())
    await world.run(await world.call())
    assert (world.cutter.cuts, world.sounds.versions) == (0, {})


async def test_a_run_whose_transcript_exists_makes_nothing(world: World) -> None:
    call = await world.call()
    await world.run(call)
    world.sounds.versions.clear()
    again = rerun(await world.seen(call), world.clock(), from_step="persist")
    await world.services.calls.apply(again)
    await world.services.calls.apply(change(await world.seen(call), world.clock(), sound=None))
    assert (await world.run(call)).kind == "Completed"
    assert (world.cutter.cuts, world.sounds.versions) == (1, {})


async def test_answers_are_read_again_without_the_sound_they_came_from(
    world: World, engine: ShortTranscriber
) -> None:
    call = await world.call()
    await world.run(call)
    world.sounds.versions.clear()
    transcript = (await world.seen(call)).transcript
    assert transcript is not None
    del world.services.artifacts.objects[transcript.artifact]  # type: ignore[attr-defined]
    outcome = await world.run(call, retry=True)
    assert outcome.kind == "Completed"
    assert (engine.paid_requests, world.cutter.cuts) == (3, 1)
    assert outcome.call.steps["transcribe"].reused


@pytest.mark.parametrize("gone", ["deleted", "about to be deleted"])
async def test_sound_that_is_gone_is_made_again_for_what_is_still_to_be_paid(
    world: World, engine: ShortTranscriber, gone: str
) -> None:
    call = await world.call()
    engine.fail_with(ProviderRefusedError("no"), after=1)
    await world.run(call)
    if gone == "deleted":
        world.sounds.versions.popitem()
    else:
        world.clock.now += timedelta(days=30)
    assert (await world.run(call, retry=True)).kind == "Completed"
    assert (engine.paid_requests, world.cutter.cuts) == (3, 2)


async def test_nothing_is_written_for_a_call_that_was_erased_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = await world.call()
    execution = await begun(world.services, call)
    cut = world.cutter.cut

    @asynccontextmanager
    async def cut_meanwhile(*told: Any) -> AsyncGenerator[list[CutSound]]:
        await world.services.calls.apply(tombstone(await world.seen(call), world.clock()))
        async with cut(*told) as sounds:
            yield sounds

    monkeypatch.setattr(world.cutter, "cut", cut_meanwhile)
    with pytest.raises(Superseded):
        await world.services.fetching.recording_of(execution)
    assert not world.sounds.versions


async def test_pieces_are_erased_with_their_call(world: World) -> None:
    call, other = await world.call(), await world.call()
    await world.run(call)
    await world.run(other)
    await world.services.calls.apply(tombstone(await world.seen(call), world.clock()))
    await world.services.erasing.go_on(await world.seen(call))
    assert {key.split("/")[1] for key in world.sounds.versions} == {other.call_id}


async def test_a_recording_that_does_not_decode_to_its_end_fails_unpaid(
    world: World, engine: ShortTranscriber
) -> None:
    world.cutter.error = RecordingUnreadableError("It is damaged.")
    outcome = await world.run(await world.call())
    assert (outcome.failure.step, outcome.failure.code) == ("fetch_audio", "recording_unreadable")
    assert engine.paid_requests == 0


class CutCardTranscriber(ShortTranscriber):
    """Hears half of a card in each piece."""

    def __init__(self) -> None:
        super().__init__()
        self.left = ["my card is 4111 1111", "1111 1111 thanks", "good bye"]

    async def request(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
    ) -> bytes:
        await super().request(recording, audio, settings, before_send)
        return json.dumps([["C", self.left.pop(0)]]).encode()


async def test_a_card_that_a_cut_parted_is_in_no_answer() -> None:
    world = World(CutCardTranscriber(), profile_store=FakeProfileStore(a_profile(redaction={})))
    call = await world.call()
    assert (await world.run(call)).kind == "Completed"
    assert isinstance(world.services.artifacts, FakeArtifactStore)
    answers = {
        body.decode()
        for key, body in world.services.artifacts.objects.items()
        if "/transcribe/" in key and ".answer." in key
    }
    assert answers == {
        '[["C", "my card is [CARD]"]]',
        '[["C", "[CARD] thanks"]]',
        '[["C", "good bye"]]',
    }
