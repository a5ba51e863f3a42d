"""Transcripts: who said what, when."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import groupby
from typing import Literal

from pydantic import Field

from callinsight.domain.model import Stored
from callinsight.domain.speaker_role import Role, SpeakerRole

TURN_PAUSE_SECONDS = 1.0
# More than anybody can say within a second: a document that claims so must not take for ever.
_WORDS_IN_A_PAUSE = 50
Quality = Literal["final", "draft"]


class Word(Stored):
    """One spoken word; times are seconds from the start, None where the engine gives none."""

    text: str
    start: float | None = None
    end: float | None = None
    confidence: float | None = Field(
        None, ge=0, le=1, description="as the engine gives it; None where it gives none"
    )


class Turn(Stored):
    """What one speaker said without another taking the floor.

    The id counts from 1 in the order of the call. It is stable: it depends on the words, their
    times and their speakers alone, so roles that change, and a transcript that is made again of
    the same stored answer, leave every turn its id.
    """

    id: int = Field(ge=1)
    speaker: str
    channel: int | None = None
    role: Role | None = None
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
    told_roles: dict[str, Role] = Field(
        {}, description="by speaker: what the engine, or an imported document, says itself"
    )
    roles: dict[str, SpeakerRole] = Field({}, description="by speaker; see `domain.roles`")
    speech: tuple[SpeechInterval, ...] = Field(
        (), description="voice activity, where an engine measured it"
    )
    dropped_settings: tuple[str, ...] = Field(
        (), description="settings the engine does not take, named instead of silently ignored"
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


def turns_of(heard: Iterable[HeardWord]) -> tuple[Turn, ...]:
    """Return the turns of a call, by their start.

    Words of one speaker belong together while the pause is at most one second and nobody else
    speaks within it; talking at the same time breaks no turn. Words without times are taken as
    they come. Who has which role is not decided here (`domain.roles`).
    """
    words = list(heard)
    if all(item.word.start is not None and item.word.end is not None for item in words):
        groups = _timed_groups(words)
    else:
        groups = [list(group) for _, group in groupby(words, key=_speaker)]
    return tuple(_turn(number, group) for number, group in enumerate(groups, start=1))


def _timed_groups(words: Iterable[HeardWord]) -> list[list[HeardWord]]:
    ordered = sorted(words, key=_start)
    starts = [_start(item) for item in ordered]
    groups: list[list[HeardWord]] = []
    for _, own in groupby(sorted(ordered, key=_speaker), key=_speaker):
        heard_until: float | None = None
        for item in own:
            if heard_until is not None and _continues(heard_until, item, ordered, starts):
                groups[-1].append(item)
            else:
                groups.append([item])
            heard_until = max(_end(item), heard_until or 0.0)
    return sorted(groups, key=lambda group: (_start(group[0]), _speaker(group[0])))


def _continues(
    heard_until: float, item: HeardWord, ordered: list[HeardWord], starts: list[float]
) -> bool:
    """Say whether the pause is short and nobody else says a word within it."""
    if round(_start(item) - heard_until, 3) > TURN_PAUSE_SECONDS:
        return False
    first = bisect_left(starts, heard_until)
    inside = range(first, min(bisect_right(starts, _start(item)), first + _WORDS_IN_A_PAUSE))
    return not any(
        _speaker(ordered[place]) != _speaker(item) and _end(ordered[place]) <= _start(item)
        for place in inside
    )


def _speaker(item: HeardWord) -> tuple[str, int]:
    return item.speaker, -1 if item.channel is None else item.channel


def _start(item: HeardWord) -> float:
    return item.word.start or 0.0


def _end(item: HeardWord) -> float:
    return item.word.end or 0.0


def _turn(number: int, group: list[HeardWord]) -> Turn:
    first = group[0]
    starts = [item.word.start for item in group if item.word.start is not None]
    ends = [item.word.end for item in group if item.word.end is not None]
    return Turn.model_validate(
        {
            "id": number,
            "speaker": first.speaker,
            "channel": first.channel,
            "start": min(starts, default=None),
            "end": max(ends, default=None),
            "text": " ".join(item.word.text for item in group),
            "words": [item.word.model_dump() for item in group],
        }
    )
