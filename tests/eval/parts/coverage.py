"""How much of a three-hour call is read, and whether its last words reach the answer."""

import asyncio

from callinsight.domain.analysis import Analysis
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import HeardWord, Transcript, Word, turns_of
from callinsight.services import using
from tests.bench.figures import Figure, at_least, at_most
from tests.builders import a_call_with_audio, a_profile, a_run, fake_services
from tests.eval.noting_model import MARKER, NotingModel
from tests.fakes.engines import FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once

TURNS = 3_000  # some ten words each: what two people say in three hours
SECONDS_OF_A_TURN = 3.6
PART_CHARACTERS = 40_000
MARKED = {5: "first turns", TURNS // 2: "middle", round(TURNS * 0.97): "last 5 %"}


class LongTranscriber(FakeTranscriber):
    """Hears two people take turns for three hours; three of the turns hold the marker."""

    def read(
        self, body: bytes, recording: Recording, settings: TranscriptionSettings
    ) -> Transcript:
        heard = [word for number in range(1, TURNS + 1) for word in _turn(number)]
        whole = super().read(body, recording, settings)
        return whole.model_copy(
            update={
                "duration_seconds": TURNS * SECONDS_OF_A_TURN,
                "turns": turns_of(heard),
            }
        )


def measure() -> list[Figure]:
    """Analyze the call in parts and look at what came out."""
    model = NotingModel()
    analysis = asyncio.run(_analysis(model))
    coverage = analysis.coverage
    if coverage is None:
        raise ValueError("no model was asked")
    told = {turn for claim in analysis.answers["key_moments"] for turn in claim["turn_ids"]}
    reached = [
        Figure(f"marker in the {where} reached the answer", turn in told, own_goal=at_least(1))
        for turn, where in MARKED.items()
    ]
    return [
        Figure(f"{coverage.turns} turns read, share", _share(analysis), key="coverage"),
        Figure("parts they were read in", coverage.parts, own_goal=at_least(2)),
        Figure("longest request, characters", max(model.lengths), own_goal=at_most(45_000)),
        Figure("findings", len(analysis.findings), own_goal=at_most(0)),
        *reached,
    ]


async def _analysis(model: NotingModel) -> Analysis:
    profile = a_profile(fields=["key_moments"], prompts={}, part_characters=PART_CHARACTERS)
    store = FakeProfileStore()
    store.stored["default", 1] = profile
    world = fake_services(language_model=model, transcriber=LongTranscriber(), profile_store=store)
    with using(world):
        call = await a_call_with_audio(world)
        outcome = await run_once(world, call.call_id, a_run(call))
        world.heartbeat.stop()
    if outcome.call is None or outcome.call.analysis is None:
        raise ValueError(f"the call was not analyzed: {outcome.failure}")
    body = await world.artifacts.get(outcome.call.analysis["artifact"])
    return Analysis.model_validate_json(body or b"")


def _share(analysis: Analysis) -> float:
    known = analysis.coverage
    return known.read / known.turns if known and known.turns else 0.0


def _turn(number: int) -> list[HeardWord]:
    marker = f" {MARKER}" if number in MARKED else ""
    text = f"this is turn {number} of a call that goes on{marker}"
    channel, begin = number % 2, number * SECONDS_OF_A_TURN
    return [
        HeardWord(
            word=Word(text=word, start=begin + 0.2 * place, end=begin + 0.2 * place + 0.15),
            speaker=f"channel_{channel}",
            channel=channel,
        )
        for place, word in enumerate(text.split())
    ]
