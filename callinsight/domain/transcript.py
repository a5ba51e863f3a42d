"""Transcripts: who said what, when."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple

from pydantic import Field

from callinsight.domain.model import Stored
from callinsight.domain.speaker_role import Role, SpeakerRole
from callinsight.domain.word_order import Span, spans_of
from callinsight.domain.writing import joined

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
    speaks within it; talking at the same time breaks no turn. A word without times goes beside
    its neighbour; where no word has any, all are taken as they come. Who has which role is not
    decided here (`domain.roles`).
    """
    words = list(heard)
    spans = spans_of([item.word for item in words], [_speaker(item) for item in words])
    if spans is None:
        groups = [list(group) for _, group in groupby(words, key=_speaker)]
    else:
        placed = [
            _Placed(item, _speaker(item), span) for item, span in zip(words, spans, strict=True)
        ]
        groups = [[word.item for word in group] for group in _timed_groups(placed)]
    return tuple(_turn(number, group) for number, group in enumerate(groups, start=1))


class _Placed(NamedTuple):
    """A word with its place in the call."""

    item: HeardWord
    speaker: tuple[str, int]
    span: Span


def _timed_groups(words: Iterable[_Placed]) -> list[list[_Placed]]:
    ordered = sorted(words, key=lambda word: word.span.start)
    starts = [word.span.start for word in ordered]
    groups: list[list[_Placed]] = []
    by_speaker = attrgetter("speaker")
    for _, own in groupby(sorted(ordered, key=by_speaker), key=by_speaker):
        heard_until: float | None = None
        for word in own:
            if heard_until is not None and _continues(heard_until, word, ordered, starts):
                groups[-1].append(word)
            else:
                groups.append([word])
            heard_until = max(word.span.end, heard_until or 0.0)
    return sorted(groups, key=lambda group: (group[0].span.start, group[0].speaker))


def _continues(
    heard_until: float, word: _Placed, ordered: list[_Placed], starts: list[float]
) -> bool:
    """Say whether the pause is short and nobody else says a word within it."""
    if round(word.span.start - heard_until, 3) > TURN_PAUSE_SECONDS:
        return False
    first = bisect_left(starts, heard_until)
    inside = range(first, min(bisect_right(starts, word.span.start), first + _WORDS_IN_A_PAUSE))
    return not any(
        ordered[place].speaker != word.speaker and ordered[place].span.end <= word.span.start
        for place in inside
    )


def _speaker(item: HeardWord) -> tuple[str, int]:
    return item.speaker, -1 if item.channel is None else item.channel


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
            "text": joined(item.word.text for item in group),
            "words": [item.word.model_dump() for item in group],
        }
    )
