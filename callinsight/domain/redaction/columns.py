"""Texts of a JSON document that go on in each other: words, segments, characters of an answer."""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from callinsight.domain.redaction.found import Found
from callinsight.domain.redaction.stream import Piece, Stream

# What lists of segments, of words, of characters and of a model's tokens call their texts.
_TEXTS = {"text", "word", "token", "content", "transcript", "punctuated_word", "char", "character"}
# What providers call who says it; an entry without one is said by whom the entry around it names.
_SPEAKERS = ("speaker", "speaker_id", "speaker_label", "channel", "channel_index", "channel_id")
_PLAIN = (str, int, float)


class Leaf:
    """One text of a document: where it stands, in which list, and who says it."""

    def __init__(self, holder: Any, name: Any, listed: int, speaker: Hashable) -> None:
        self._holder, self._name = holder, name
        self.listed, self.speaker = listed, speaker

    @property
    def text(self) -> str:
        """What stands there now."""
        return str(self._holder[self._name])

    @text.setter
    def text(self, text: str) -> None:
        self._holder[self._name] = text


class Joined(NamedTuple):
    """Leaves as one text, a piece for each turn, and where each of them begins in it."""

    stream: Stream
    leaves: Sequence[Leaf]
    starts: Sequence[int]

    def hide(self, found: Iterable[Found]) -> None:
        """Put a word for the kind in the place of each value, in every turn that has a part of it."""
        parts = sorted(part for one in found for part in self._by_turn(one))
        for part in reversed(parts):
            first = max(bisect_right(self.starts, part.start) - 1, 0)
            last = bisect_left(self.starts, part.end)
            for leaf, start in zip(self.leaves[first:last], self.starts[first:last], strict=True):
                _hide(leaf, part._replace(start=part.start - start, end=part.end - start))

    def _by_turn(self, found: Found) -> Iterator[Found]:
        for turn, part in self.stream.in_pieces(found):
            begun = self.stream.starts[turn]
            yield part._replace(start=part.start + begun, end=part.end + begun)


def _hide(leaf: Leaf, part: Found) -> None:
    """Take a part out of a leaf; only the leaf in which it begins says what it was."""
    text = leaf.text
    name = f"[{part.kind.upper()}]" if part.start >= 0 else ""
    leaf.text = text[: max(part.start, 0)] + name + text[max(part.end, 0) :]


def columns_of(document: Any) -> list[list[Leaf]]:
    """Return the texts that stand in the same place of a document's lists, in their order."""
    columns: dict[Hashable, list[Leaf]] = {}
    for place, leaf in _leaves(document, (), 0, ()):
        columns.setdefault(place, []).append(leaf)
    return [leaves for leaves in columns.values() if len(leaves) > 1]


def by_speaker(leaves: Sequence[Leaf]) -> Iterator[list[tuple[int, Leaf]]]:
    """Yield what each speaker says, then what all say, if there are several; with turns."""
    turns = list(_turns(leaves))
    speakers = dict.fromkeys(leaf.speaker for leaf in leaves)
    if len(speakers) > 1:
        for speaker in speakers:
            yield [(turn, leaf) for turn, leaf in turns if leaf.speaker == speaker]
    yield turns


def joined_leaves(turns: Sequence[tuple[int, Leaf]], blank: str) -> Joined:
    """Return leaves as one text, with `blank` between two of one list and turn."""
    pieces: list[list[str]] = []
    starts: list[int] = []
    at = 0
    before: tuple[int, Leaf] | None = None
    for turn, leaf in turns:
        if before is None or before[0] != turn:
            pieces.append([])
            between = "" if before is None else " "
        else:
            between = blank if before[1].listed == leaf.listed else " "
            pieces[-1].append(between)
        pieces[-1].append(leaf.text)
        at += len(between)
        starts.append(at)
        at += len(leaf.text)
        before = turn, leaf
    stream = Stream(Piece(place, "".join(parts)) for place, parts in enumerate(pieces))
    return Joined(stream, [leaf for _, leaf in turns], starts)


def _turns(leaves: Iterable[Leaf]) -> Iterator[tuple[int, Leaf]]:
    turn, before = 0, None
    for leaf in leaves:
        if before is not None and before.speaker != leaf.speaker:
            turn += 1
        yield turn, leaf
        before = leaf


def _leaves(
    value: Any, place: tuple[str, ...], listed: int, speaker: Hashable
) -> Iterator[tuple[Hashable, Leaf]]:
    if isinstance(value, list):
        for number, inner in enumerate(value):
            if isinstance(inner, str):
                yield (*place, ""), Leaf(value, number, id(value), speaker)
            else:
                yield from _leaves(inner, (*place, ""), id(value), speaker)
    elif isinstance(value, Mapping):
        told = [(name, value[name]) for name in _SPEAKERS if isinstance(value.get(name), _PLAIN)]
        speaker = tuple(told) or speaker
        for name, inner in value.items():
            if not isinstance(inner, str):
                yield from _leaves(inner, (*place, name), listed, speaker)
            elif name in _TEXTS:
                yield (*place, name), Leaf(value, name, listed, speaker)
