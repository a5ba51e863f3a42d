"""How many planted values reach a model although the profile wants them redacted."""

import asyncio
import json
import re
from collections import Counter
from itertools import cycle
from typing import NamedTuple

from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.redaction.wish import Redaction
from callinsight.domain.transcript import Transcript
from callinsight.redaction import redacted_text
from callinsight.services import using
from tests.bench.figures import Figure, at_least, at_most
from tests.builders import a_call_with_audio, a_profile, a_run, fake_services
from tests.domain.labelled import Line, dialogues, diarized
from tests.domain.sensitive import WEB_ADDRESSES
from tests.eval.planted_values import Planted, planted_values
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once


class DialogueTranscriber(FakeTranscriber):
    """Hears one call."""

    def __init__(self, lines: list[Line], language: str) -> None:
        super().__init__()
        self.words = tuple(lines)
        self.language = language

    def read(
        self, body: bytes, recording: Recording, settings: TranscriptionSettings
    ) -> Transcript:
        return diarized(self.words).model_copy(update={"language": self.language})


def measure() -> list[Figure]:
    """Plant each value in the middle of a call, and look at what a model is asked about it."""
    calls = cycle((dialogues("tuned") | dialogues("held_out")).values())
    planted = list(planted_values())
    missed: list[Planted] = []
    kept = changed = 0
    for value, lines in zip(planted, calls, strict=False):
        middle = len(lines) // 2
        told = asyncio.run(_told([*lines[:middle], *value.lines, *lines[middle:]], value.language))
        missed += [] if value.is_hidden(told.request) else [value]
        kept += not value.is_hidden(told.answer)
        changed += sum(_said(text) not in _said(told.request) for _, text in lines)
    by_kind = Counter(value.kind for value in missed)
    return [
        Figure("values planted", len(planted), own_goal=at_least(100)),
        *(
            Figure(f"missed: {kind}", by_kind[kind], own_goal=at_most(0))
            for kind in dict.fromkeys(value.kind for value in planted)
        ),
        Figure("missed in all", len(missed), key="pii_missed_listed_kinds"),
        Figure("left in providers' answers", kept, own_goal=at_most(0)),
        Figure("other turns that were changed", changed, own_goal=at_most(0)),
        Figure(
            "web addresses taken for e-mails",
            sum(redacted_text(said, Redaction(), "en") != said for said in WEB_ADDRESSES),
            own_goal=at_most(0),
        ),
    ]


class _Told(NamedTuple):
    """All that a model is asked about a call, and what is kept of the provider's answer."""

    request: str
    answer: str


async def _told(lines: list[Line], language: str) -> _Told:
    model = FakeLanguageModel()
    world = fake_services(
        transcriber=DialogueTranscriber(lines, language),
        language_model=model,
        profile_store=FakeProfileStore(a_profile(redaction={})),
    )
    with using(world):
        call = await a_call_with_audio(world)
        outcome = await run_once(world, call.call_id, a_run(call))
        world.heartbeat.stop()
        if not model.requests:
            raise ValueError(f"no model was asked: {outcome.failure}")
        answer = json.loads(await world.transcripts.provider_answer(call.call_id))
    request = "\n".join(f"{request.system}\n{request.input}" for request in model.requests)
    return _Told(request, "\n".join(f"{who}: {text}" for who, text in answer))


def _said(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.replace("&lt;", "<")))
