"""Estimates: what earlier analyses used, carried over to calls that are still to be paid for."""

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pydantic import Field

from callinsight.domain.analysis import Usage
from callinsight.domain.model import Stored
from callinsight.domain.profile import Profile
from callinsight.domain.question import questions_of

_FEWEST_FOR_A_LINE = 3
_CHARACTERS_OF_A_WORD = 6  # with the space behind it; only used where calls tell too little
_SINGULAR = 1e-9


class Asked(NamedTuple):
    """What a profile asks of each call: in how many requests, with how many characters in them all."""

    questions: int
    characters: int


class EarlierAnalysis(Stored):
    """What analyzing one call used before: how many words were read, and what was asked."""

    words: int
    asked: Asked
    usage: Usage


class Estimate(Stored):
    """What doing calls again will cost, as far as anybody can know it."""

    calls: int
    usd: float = Field(0.0, description="of the calls whose cost is known")
    unknown: int = Field(0, description="calls whose cost nobody knows, which is not nothing")
    free: int = Field(0, description="calls for which nothing is paid")
    earlier_calls: int = Field(0, description="how many analyzed calls it was learnt from")
    prices_as_of: date | None = None


class Line(NamedTuple):
    """Tokens by words: what a request has anyway, and what each word adds."""

    anyway: float
    per_word: float

    def at(self, words: float) -> float:
        """Return the tokens of a call with so many words."""
        return self.anyway + self.per_word * words


class Reading(NamedTuple):
    """Tokens that are read: for each character that is asked, and for each word of the call."""

    per_character: float
    per_word: float

    def at(self, asked: Asked, words: float) -> float:
        """Return what is read of a call by all requests; each of them reads the whole call."""
        return self.per_character * asked.characters + self.per_word * words * asked.questions


class UsageByWords:
    """What analyses use, by the words of a call; learnt from at least one earlier analysis."""

    def __init__(self, earlier: Sequence[EarlierAnalysis]) -> None:
        whole = sum((each.usage for each in earlier), Usage())
        self._reading = reading(earlier)
        self._saying = fitted([(each.words, each.usage.output_tokens) for each in earlier])
        self._cached = whole.cached_tokens / max(whole.input_tokens, 1)
        self._cache_write = whole.cache_write_tokens / max(whole.input_tokens, 1)

    def usage_of(self, words: float, asked: Asked) -> Usage:
        """Return what one analysis will use."""
        tokens = self._reading.at(asked, words)
        return Usage(
            requests=asked.questions,
            input_tokens=round(tokens),
            cached_tokens=round(tokens * self._cached),
            cache_write_tokens=round(tokens * self._cache_write),
            output_tokens=round(self._saying.at(words)),
        )


def asked_by(profile: Profile) -> Asked:
    """Return what a profile asks of every call, whatever is said in it."""
    questions = questions_of(profile)
    texts = [f"{q.system}{q.ending}{json.dumps(q.output_schema)}" for q in questions]
    return Asked(len(questions), sum(map(len, texts)))


def reading(earlier: Sequence[EarlierAnalysis]) -> Reading:
    """Return the tokens by characters and words that fit earlier analyses with the least squares.

    Where these are too few, too much alike, or tell something absurd, words count as characters do.
    """
    rows = [
        (each.asked.characters, each.words * each.asked.questions, each.usage.input_tokens)
        for each in earlier
    ]
    aa, ab, bb = _sum(rows, 0, 0), _sum(rows, 0, 1), _sum(rows, 1, 1)
    at, bt = _sum(rows, 0, 2), _sum(rows, 1, 2)
    determinant = aa * bb - ab * ab
    if len(rows) >= _FEWEST_FOR_A_LINE and determinant > _SINGULAR * aa * bb:
        found = Reading((at * bb - bt * ab) / determinant, (bt * aa - at * ab) / determinant)
        if min(found) >= 0:
            return found
    characters = sum(a + b * _CHARACTERS_OF_A_WORD for a, b, _ in rows)
    each = sum(t for *_, t in rows) / max(characters, 1)
    return Reading(each, each * _CHARACTERS_OF_A_WORD)


def _sum(rows: Sequence[tuple[int, int, int]], left: int, right: int) -> int:
    return sum(row[left] * row[right] for row in rows)


def fitted(points: Sequence[tuple[float, float]]) -> Line:
    """Return the line through points (words, tokens) with the least squared distance.

    Too few points, or points that would make a token negative, give a line through zero, and points
    of equal or falling tokens a level one.
    """
    count = len(points)
    mean_words = sum(words for words, _ in points) / count
    mean_tokens = sum(tokens for _, tokens in points) / count
    spread = sum((words - mean_words) ** 2 for words, _ in points)
    if mean_words == 0:
        return Line(mean_tokens, 0.0)
    if count < _FEWEST_FOR_A_LINE or spread == 0:
        return Line(0.0, mean_tokens / mean_words)
    slope = sum((w - mean_words) * (t - mean_tokens) for w, t in points) / spread
    if slope <= 0:
        return Line(mean_tokens, 0.0)
    anyway = mean_tokens - slope * mean_words
    return Line(anyway, slope) if anyway >= 0 else Line(0.0, mean_tokens / mean_words)


def sum_of(
    costs: Sequence[float | None], *, earlier_calls: int, prices_as_of: date | None
) -> Estimate:
    """Return the estimate of calls, of which each is free, has a known cost, or an unknown one."""
    known = [usd for usd in costs if usd is not None]
    return Estimate(
        calls=len(costs),
        usd=sum(known),
        unknown=len(costs) - len(known),
        free=sum(usd == 0 for usd in known),
        earlier_calls=earlier_calls,
        prices_as_of=prices_as_of,
    )
