"""Transcripts: who said what, when."""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from callinsight.domain.model import Stored

TURN_PAUSE_SECONDS = 1.0
Quality = Literal["final", "draft"]


class Word(Stored):
    """One spoken word; times are seconds from the start, None where the engine gives none."""

    text: str
    start: float | None = None
    end: float | None = None
    logprob: float | None = None


class Turn(Stored):
    """What one speaker said without another taking the floor."""

    id: int = Field(description="counts from 1 in the order of the call")
    speaker: str
    channel: int | None = None
    role: Literal["agent", "customer"] | None = None
    start: float | None = None
    end: float | None = None
    text: str
    words: tuple[Word, ...] = ()


class SpeechInterval(Stored):
    """A stretch in which one speaker is audible, measured from the sound itself."""

    speaker: str
    start: float
    end: float


class Transcript(Stored):
    """One call in words; `draft` marks recognition that is too weak to be quoted as evidence."""

    schema_version: int = 1
    engine: str
    model: str
    quality: Quality
    language: str | None = None
    language_probability: float | None = None
    duration_seconds: float
    channels: int
    turns: tuple[Turn, ...] = ()
    speech: tuple[SpeechInterval, ...] = Field(
        (), description="voice activity, where an engine measured it"
    )

    @property
    def words(self) -> int:
        """How many words were recognised."""
        return sum(len(turn.words) or len(turn.text.split()) for turn in self.turns)


class HeardWord(Stored):
    """A word as an engine reports it, before turns are formed."""

    word: Word
    speaker: str
    channel: int | None = None


def turns_of(heard: Iterable[HeardWord], roles: Sequence[str] = ()) -> tuple[Turn, ...]:
    """Return the turns of a call.

    Words of one speaker belong together while the pause is at most one second and nobody else
    takes the floor. `roles` names the role of each channel; without channels a role is unknown.
    """
    ordered = _in_time_order(heard)
    groups: list[list[HeardWord]] = []
    for item in ordered:
        if groups and _continues(groups[-1][-1], item):
            groups[-1].append(item)
        else:
            groups.append([item])
    return tuple(_turn(number, group, roles) for number, group in enumerate(groups, start=1))


def _in_time_order(heard: Iterable[HeardWord]) -> list[HeardWord]:
    """Sort by start; a word without a time keeps its place behind the word before it."""
    timed: list[tuple[float, int, HeardWord]] = []
    last: dict[int | None, float] = {}
    for position, item in enumerate(heard):
        start = item.word.start if item.word.start is not None else last.get(item.channel, 0.0)
        last[item.channel] = start
        timed.append((start, position, item))
    return [item for _, _, item in sorted(timed, key=lambda entry: entry[:2])]


def _continues(before: HeardWord, item: HeardWord) -> bool:
    if (before.speaker, before.channel) != (item.speaker, item.channel):
        return False
    if before.word.end is None or item.word.start is None:
        return True
    return item.word.start - before.word.end <= TURN_PAUSE_SECONDS


def _turn(number: int, group: list[HeardWord], roles: Sequence[str]) -> Turn:
    first = group[0]
    starts = [item.word.start for item in group if item.word.start is not None]
    ends = [item.word.end for item in group if item.word.end is not None]
    role = (
        roles[first.channel] if first.channel is not None and first.channel < len(roles) else None
    )
    return Turn.model_validate(
        {
            "id": number,
            "speaker": first.speaker,
            "channel": first.channel,
            "role": role,
            "start": min(starts, default=None),
            "end": max(ends, default=None),
            "text": " ".join(item.word.text for item in group),
            "words": [item.word.model_dump() for item in group],
        }
    )
