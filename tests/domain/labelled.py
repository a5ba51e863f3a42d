"""Calls whose roles are known, and how well they are inferred."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from callinsight.domain.role_inference import inferred_roles
from callinsight.domain.transcript import HeardWord, Transcript, Word, turns_of

FOLDER = Path(__file__).parent / "dialogues"
LANGUAGE_OF_THE_CALLS = ("en", "eng", "en-GB", None)
Line = tuple[str, str]


@dataclass(frozen=True)
class Measured:
    """How many calls had both roles right, how many a wrong one, and which were not right."""

    calls: int
    right: int
    wrong: int
    missed: tuple[str, ...]

    @property
    def share_right(self) -> float:
        return self.right / self.calls


def dialogues(name: str) -> dict[str, list[Line]]:
    """Return the calls of a file: who said what, A the agent and C the customer."""
    calls = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return {call["name"]: _lines(call["said"]) for call in calls}


def helpdesk_calls(folder: Path) -> dict[str, list[Line]]:
    """Return the labelled calls of a folder of samples; none where it does not exist."""
    file = folder / "it_helpdesk_transcripts.json"
    if not file.exists():
        return {}
    calls = json.loads(file.read_text("utf-8"))
    return {call["ConversationId"]: _marked_lines(call["Content"]) for call in calls}


def _marked_lines(content: str) -> list[Line]:
    """Read `**Agent:** text **Customer:** text`."""
    parts = re.split(r"\*\*(Agent|Customer)\s*:?\s*\*\*:?", content)
    spoken = zip(parts[1::2], parts[2::2], strict=True)
    return [(who[0], text.strip()) for who, text in spoken if text.strip()]


def _lines(said: str) -> list[Line]:
    return [(line[0], line[2:].strip()) for line in said.splitlines()]


def diarized(lines: Iterable[Line]) -> Transcript:
    """Return a call as a transcriber hears it in mono: speakers by the order they first speak."""
    order: dict[str, str] = {}
    heard: list[HeardWord] = []
    at = 0.0
    for who, text in lines:
        speaker = order.setdefault(who, f"speaker_{len(order)}")
        for word in text.split():
            heard.append(HeardWord(word=Word(text=word, start=at, end=at + 0.3), speaker=speaker))
            at += 0.4
        at += 0.5
    return Transcript(
        engine="elevenlabs",
        model="scribe_v2",
        quality="final",
        language="en",
        duration_seconds=at + 1,
        channels=1,
        turns=turns_of(heard),
    )


def measured(calls: dict[str, list[Line]]) -> Measured:
    """Infer the roles of each call and compare."""
    right, wrong, missed = 0, 0, []
    for name, lines in calls.items():
        roles = inferred_roles(diarized(lines))
        first = "agent" if lines[0][0] == "A" else "customer"
        guess = roles["speaker_0"].role if roles else None
        right += guess == first
        wrong += guess not in {None, first}
        if guess != first:
            missed.append(f"{name}: {guess} {roles['speaker_0'].confidence if roles else ''}")
    return Measured(len(calls), right, wrong, tuple(missed))
