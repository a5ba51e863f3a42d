"""Estimates: what earlier analyses used, carried over to calls that are still to be paid for."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pydantic import Field

from callinsight.domain.analysis import Usage
from callinsight.domain.model import Stored

_FEWEST_FOR_A_LINE = 3


class EarlierAnalysis(Stored):
    """What analyzing one call used before: of how many words, by how many questions."""

    words: int
    questions: int
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


class UsageByWords:
    """What analyses use, by the words of a call; learnt from at least one earlier analysis."""

    def __init__(self, earlier: Sequence[EarlierAnalysis]) -> None:
        whole = sum((each.usage for each in earlier), Usage())
        self._input = fitted(
            [(each.words, each.usage.input_tokens / each.questions) for each in earlier]
        )
        self._output = fitted([(each.words, each.usage.output_tokens) for each in earlier])
        self._cached = whole.cached_tokens / max(whole.input_tokens, 1)
        self._cache_write = whole.cache_write_tokens / max(whole.input_tokens, 1)

    def usage_of(self, words: float, questions: int) -> Usage:
        """Return what one analysis will use; each question reads the whole call."""
        tokens = self._input.at(words) * questions
        return Usage(
            requests=questions,
            input_tokens=round(tokens),
            cached_tokens=round(tokens * self._cached),
            cache_write_tokens=round(tokens * self._cache_write),
            output_tokens=round(self._output.at(words)),
        )


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
