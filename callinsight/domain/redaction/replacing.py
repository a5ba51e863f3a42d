"""Placeholders in the place of values: in a turn's text and in its words, whose times stay."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from callinsight.domain.redaction.found import KINDS, Found, Kind
from callinsight.domain.redaction.said import Said
from callinsight.domain.redaction.stream import Piece, Stream
from callinsight.domain.transcript import Transcript, Turn, Word
from callinsight.domain.writing import joined

# Whoever speaks on after more turns of others than this is no longer saying the same number.
_TURNS_BETWEEN = 2
_KIND_OF = {kind.upper(): kind for kind in KINDS}
_PLACEHOLDER = re.compile(rf"\[({'|'.join(_KIND_OF)})_\d+\]")
Find = Callable[[Stream], Iterable[Found]]
ByTurn = dict[int, list[Found]]


def replaced(transcript: Transcript, find: Find) -> Transcript:
    """Return a transcript with a placeholder for each value found; equal values have the same."""
    own = {turn.id: turn.text if _differs(turn) else _spaced(turn) for turn in transcript.turns}
    found = _found(transcript.turns, own, find)
    in_words: ByTurn = {}
    if any(map(_differs, transcript.turns)):
        in_words = _found(
            transcript.turns, {turn.id: _spaced(turn) for turn in transcript.turns}, find
        )
    names = _names(transcript.turns, found, in_words)
    turns = tuple(_turn(turn, found, in_words, names) for turn in transcript.turns)
    return transcript.model_copy(update={"turns": turns})


def placeholders(transcript: Transcript) -> dict[Kind, int]:
    """Return how many placeholders of each kind stand in a transcript; never for which values."""
    counts: dict[Kind, int] = {}
    for turn in transcript.turns:
        for name in _PLACEHOLDER.findall(turn.text):
            kind = _KIND_OF[name]
            counts[kind] = counts.get(kind, 0) + 1
    return counts


def streams_of(turns: Iterable[Turn], texts: Mapping[int, str]) -> Iterable[Stream]:
    """Yield what each speaker says without a longer interruption."""
    open_pieces: dict[tuple[str, int | None], list[Piece]] = {}
    for turn in turns:
        speaker = (turn.speaker, turn.channel)
        pieces = open_pieces.setdefault(speaker, [])
        if pieces and turn.id - pieces[-1].turn > _TURNS_BETWEEN + 1:
            yield Stream(pieces)
            open_pieces[speaker] = pieces = []
        pieces.append(Piece(turn.id, texts[turn.id]))
    yield from map(Stream, open_pieces.values())


def said_in(turns: Sequence[Turn], find: Find) -> Iterator[Said]:
    """Yield the values in turns, as their texts and their words have them."""
    for texts in (
        {turn.id: turn.text for turn in turns},
        {turn.id: _spaced(turn) for turn in turns},
    ):
        for stream in streams_of(turns, texts):
            for value in find(stream):
                parts = stream.in_pieces(value)
                said = (texts[turn_id][part.start : part.end] for turn_id, part in parts)
                yield Said(value.kind, value.value, tuple(said))


def _found(turns: Sequence[Turn], texts: Mapping[int, str], find: Find) -> ByTurn:
    found: ByTurn = {}
    for stream in streams_of(turns, texts):
        for value in find(stream):
            for turn_id, part in stream.in_pieces(value):
                found.setdefault(turn_id, []).append(part)
    return found


def _names(turns: Iterable[Turn], *found: ByTurn) -> dict[tuple[Kind, str], str]:
    """Number the values of each kind as they come up in the call."""
    names: dict[tuple[Kind, str], str] = {}
    counted: dict[Kind, int] = {}
    for turn in turns:
        for one in sorted(one for places in found for one in places.get(turn.id, ())):
            if (one.kind, one.value) not in names:
                counted[one.kind] = counted.get(one.kind, 0) + 1
                names[one.kind, one.value] = f"[{one.kind.upper()}_{counted[one.kind]}]"
    return names


def _turn(
    turn: Turn, found: ByTurn, in_words: ByTurn, names: Mapping[tuple[Kind, str], str]
) -> Turn:
    own = found.get(turn.id, [])
    if not _differs(turn):
        if not own:
            return turn
        words = _words(turn.words, own, names)
        return turn.model_copy(update={"words": words, "text": joined(word.text for word in words)})
    words = _words(turn.words, in_words.get(turn.id, []), names)
    return turn.model_copy(update={"words": words, "text": _text(turn.text, own, names)})


def _text(text: str, found: Iterable[Found], names: Mapping[tuple[Kind, str], str]) -> str:
    for one in sorted(found, reverse=True):
        text = text[: one.start] + names[one.kind, one.value] + text[one.end :]
    return text


def _words(
    words: Sequence[Word], found: Iterable[Found], names: Mapping[tuple[Kind, str], str]
) -> tuple[Word, ...]:
    """Return words with one in the place of all that a value touches, as long as they were."""
    left = list(words)
    for one in sorted(found, reverse=True):
        at, touched = 0, []
        for place, word in enumerate(left):
            if at < one.end and one.start < at + len(word.text):
                touched.append((place, at))
            at += len(word.text) + 1
        (first, start), (last, end) = touched[0], touched[-1]
        before = left[first].text[: max(one.start - start, 0)]
        after = left[last].text[max(one.end - end, 0) :]
        text = f"{before}{names[one.kind, one.value]}{after}"
        left[first : last + 1] = [_merged(left[first : last + 1], text)]
    return tuple(left)


def _merged(words: Sequence[Word], text: str) -> Word:
    starts = [word.start for word in words if word.start is not None]
    ends = [word.end for word in words if word.end is not None]
    sure = [word.confidence for word in words if word.confidence is not None]
    return Word(
        text=text,
        start=min(starts, default=None),
        end=max(ends, default=None),
        confidence=min(sure, default=None),
    )


def _spaced(turn: Turn) -> str:
    return " ".join(word.text for word in turn.words)


def _differs(turn: Turn) -> bool:
    """Say whether a turn's text is not just its words, as in imported documents, or without words."""
    return turn.text != joined(word.text for word in turn.words)
