"""The moment of each word, also of those whose times an engine did not tell."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, Protocol

_Key = Callable[[int], Hashable]


class Timed(Protocol):
    """A word as an engine told it."""

    @property
    def start(self) -> float | None: ...

    @property
    def end(self) -> float | None: ...


class Span(NamedTuple):
    """When a word is taken to have been said, in seconds from the start of the call."""

    start: float
    end: float


def spans_of(words: Sequence[Timed], speakers: Sequence[Hashable]) -> list[Span] | None:
    """Return when each word was said; None if no word has any time.

    A word without times is put beside its neighbour in the order given: the one before it of the
    same speaker, else the one after it, else whatever word is next to it.
    """
    spans = [_span(word) for word in words]
    for key in (lambda place: speakers[place], lambda _place: None):
        _take_over(spans, range(len(spans)), key)
        _take_over(spans, reversed(range(len(spans))), key)
    known = [span for span in spans if span is not None]
    return known if len(known) == len(spans) else None


def _span(word: Timed) -> Span | None:
    start = word.end if word.start is None else word.start
    end = word.start if word.end is None else word.end
    return None if start is None or end is None else Span(start, end)


def _take_over(spans: list[Span | None], places: Iterable[int], key: _Key) -> None:
    latest: dict[Hashable, Span] = {}
    for place in places:
        span = spans[place]
        if span is not None:
            latest[key(place)] = span
        elif key(place) in latest:
            spans[place] = latest[key(place)]
