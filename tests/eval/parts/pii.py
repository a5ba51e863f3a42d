"""How many planted values reach a model although the profile wants them redacted."""

import asyncio
import re
from collections import Counter
from itertools import cycle

from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from callinsight.services import using
from tests.bench.figures import Figure, at_least, at_most
from tests.builders import a_call_with_audio, a_profile, a_run, fake_services
from tests.domain.labelled import Line, dialogues, diarized
from tests.eval.planted_values import Planted, planted_values
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once


class DialogueTranscriber(FakeTranscriber):
    """Hears one call."""

    def __init__(self, lines: list[Line]) -> None:
        super().__init__()
        self.lines = lines

    def read(
        self, body: bytes, recording: Recording, settings: TranscriptionSettings
    ) -> Transcript:
        return diarized(self.lines)


def measure() -> list[Figure]:
    """Plant each value in the middle of a call, and look at what a model is asked about it."""
    calls = cycle((dialogues("tuned") | dialogues("held_out")).values())
    planted = list(planted_values())
    missed: list[Planted] = []
    changed = 0
    for value, lines in zip(planted, calls, strict=False):
        middle = len(lines) // 2
        request = asyncio.run(_request([*lines[:middle], *value.lines, *lines[middle:]]))
        missed += [] if value.is_hidden(request) else [value]
        changed += sum(_said(text) not in _said(request) for _, text in lines)
    by_kind = Counter(value.kind for value in missed)
    return [
        Figure("values planted", len(planted), own_goal=at_least(100)),
        *(
            Figure(f"missed: {kind}", by_kind[kind], own_goal=at_most(0))
            for kind in dict.fromkeys(value.kind for value in planted)
        ),
        Figure("missed in all", len(missed), key="pii_missed_listed_kinds"),
        Figure("other turns that were changed", changed, own_goal=at_most(0)),
    ]


async def _request(lines: list[Line]) -> str:
    """Return all that a model is asked about a call."""
    model = FakeLanguageModel()
    world = fake_services(
        transcriber=DialogueTranscriber(lines),
        language_model=model,
        profile_store=FakeProfileStore(a_profile(redaction={})),
    )
    with using(world):
        call = await a_call_with_audio(world)
        outcome = await run_once(world, call.call_id, a_run(call))
        world.heartbeat.stop()
    if not model.requests:
        raise ValueError(f"no model was asked: {outcome.failure}")
    return "\n".join(f"{request.system}\n{request.input}" for request in model.requests)


def _said(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.replace("&lt;", "<")))
