"""Calls with known words, and what a model of this deployment says about them."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from callinsight.domain.analysis import Analysis
from callinsight.domain.call import Call
from callinsight.domain.profile import Profile, TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import HeardWord, Transcript, Word, turns_of
from callinsight.ports.engines import LanguageModel
from callinsight.services import Services, using
from tests.builders import a_call_with_audio, a_run, fake_services, settings
from tests.fakes.engines import FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once

AT_ONCE = 8
SECONDS_OF_A_WORD = 0.4
Lines = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """What became of a call; without an analysis none was made."""

    call: Call | None
    analysis: Analysis | None
    seconds: float


class ScriptedTranscriber(FakeTranscriber):
    """Hears the lines of a script: the agent on one channel, the customer on the other."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._lines = lines

    def read(
        self, body: bytes, recording: Recording, settings: TranscriptionSettings
    ) -> Transcript:
        heard: list[HeardWord] = []
        for who, text in self._lines:
            for word in text.split():
                at = SECONDS_OF_A_WORD * len(heard)
                timed = Word(text=word, start=at, end=at + SECONDS_OF_A_WORD)
                side = 0 if who == "agent" else 1
                heard.append(HeardWord(word=timed, speaker=f"channel_{side}", channel=side))
        whole = super().read(body, recording, settings)
        return whole.model_copy(update={"turns": turns_of(heard)})


async def told_of(scripts: Sequence[tuple[Lines, Profile]], model: LanguageModel) -> list[Told]:
    """Analyze each script under its profile; at most eight at once."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def told(lines: Lines, profile: Profile) -> Told:
        async with slots:
            return await _told(lines, profile, model)

    return await asyncio.gather(*(told(lines, profile) for lines, profile in scripts))


async def _told(lines: Lines, profile: Profile, model: LanguageModel) -> Told:
    world = fake_services(
        settings=settings(),
        transcriber=ScriptedTranscriber(lines),
        language_model=model,
        profile_store=FakeProfileStore(profile),
    )
    begun = time.monotonic()
    with using(world):
        queued = await a_call_with_audio(
            world, profile_id=profile.profile_id, profile_version=profile.version
        )
        outcome = await run_once(world, queued.call_id, a_run(queued), tries=3)
        world.heartbeat.stop()
        analysis = await _analysis(world, outcome.call)
    return Told(outcome.call, analysis, time.monotonic() - begun)


async def _analysis(world: Services, call: Call | None) -> Analysis | None:
    if call is None or call.analysis is None:
        return None
    return Analysis.model_validate_json(await world.artifacts.get(call.analysis["artifact"]) or b"")
