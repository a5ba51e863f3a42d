"""Cost: provider usage times a dated price table; an unknown price is None, never 0."""

import re
from collections.abc import Iterable
from datetime import date

from callinsight.domain.analysis import Counted, Usage
from callinsight.domain.model import Stored

_HOUR = 3600
_MILLION = 1_000_000
_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")


class HourPrice(Stored):
    """USD per hour of audio and channel, with surcharges as shares of it.

    Some surcharges also bill a minimum of seconds, however short the recording is.
    """

    usd_per_hour: float
    surcharges: dict[str, float] = {}
    minimum_seconds: dict[str, float] = {}


class TokenPrice(Stored):
    """USD per million tokens; writing to the cache costs as fresh input where nothing is said.

    `most_output` is how many tokens the model writes at most, thoughts included; what is not said
    is the most that any of OpenAI's models does. A prompt of more than `up_to` tokens costs what
    `longer` says, from its first token on, and without it nobody knows what.
    """

    input: float
    cached: float
    output: float
    cache_write: float | None = None
    most_output: int = 128_000
    up_to: int | None = None
    longer: "TokenPrice | None" = None

    def for_prompt(self, input_tokens: float) -> "TokenPrice | None":
        """Return what counts for a prompt of this length; None if nobody knows."""
        if self.up_to is None or input_tokens <= self.up_to:
            return self
        return self.longer.for_prompt(input_tokens) if self.longer else None


class PriceTable(Stored):
    """List prices on one day, by model name."""

    as_of: date
    transcription: dict[str, HourPrice] = {}
    analysis: dict[str, TokenPrice] = {}

    def transcription_usd(
        self, model: str, seconds: float, channels: int, surcharges: tuple[str, ...] = ()
    ) -> float | None:
        """Return the price of transcribing; each channel is billed for the full duration."""
        price = self.transcription.get(model)
        if price is None or any(name not in price.surcharges for name in surcharges):
            return None
        factor = 1 + sum(price.surcharges[name] for name in surcharges)
        billed = max([seconds, *(price.minimum_seconds.get(name, 0.0) for name in surcharges)])
        return price.usd_per_hour * billed / _HOUR * channels * factor

    def analysis_usd(self, model: str, usage: Usage) -> float | None:
        """Return the price of these tokens; input from the cache, and into it, has its own.

        A dated snapshot, such as `gpt-4o-2024-08-06`, costs what its model costs. Where the usage
        is that of several requests, their mean tells how long a prompt was.
        """
        known = self._of(model)
        price = known and known.for_prompt(usage.input_tokens / max(usage.requests, 1))
        if price is None:
            return None
        fresh = usage.input_tokens - usage.cached_tokens - usage.cache_write_tokens
        into_cache = price.input if price.cache_write is None else price.cache_write
        return (
            fresh * price.input
            + usage.cached_tokens * price.cached
            + usage.cache_write_tokens * into_cache
            + usage.output_tokens * price.output
        ) / _MILLION

    def answers_usd(self, answers: Iterable[Counted]) -> float | None:
        """Return the price of several answers: each costs what the model that gave it costs."""
        return total_usd(self.analysis_usd(each.model, each.usage) for each in answers)

    def most_analysis_usd(
        self, model: str, input_tokens: int, output_tokens: int | None
    ) -> float | None:
        """Return what a request may cost at most: all its input is fresh, and written to the cache.

        Without a limit of its own the answer is as long as the model can write.
        """
        price = self._of(model)
        if price is None:
            return None
        written = price.most_output if output_tokens is None else output_tokens
        usage = Usage(
            requests=1,
            input_tokens=input_tokens,
            cache_write_tokens=input_tokens,
            output_tokens=written,
        )
        return self.analysis_usd(model, usage)

    def _of(self, model: str) -> TokenPrice | None:
        return self.analysis.get(model) or self.analysis.get(undated(model))


def undated(model: str) -> str:
    """Return the name of a model without the day of its snapshot."""
    return _SNAPSHOT.sub("", model)


def total_usd(parts: Iterable[float | None]) -> float | None:
    """Return the sum, or None as soon as one part is unknown."""
    amounts = list(parts)
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None
