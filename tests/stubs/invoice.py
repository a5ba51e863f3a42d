"""What the providers would charge: for the work they did, by price lists of their own.

Nothing here is read from the product: the prices were copied by hand from the same public lists, and
stand in the units in which the providers print them.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal, NamedTuple

Provider = Literal["openai", "elevenlabs"]

# USD per 1M tokens: input, cached input, output (reasoning tokens are output).
_TOKENS = {
    "gpt-6-luna": ("0.10", "0.01", "0.50"),
    "gpt-6.1-terra": ("1.00", "0.05", "5.00"),
    "gpt-4o": ("2.50", "1.25", "10.00"),
}
# USD per hour of one channel, and what is added for each field of the form, in per cent.
_HOUR = {"scribe_v2": "0.22"}
_ADDED = {"keyterms": 20, "entity_detection": 30, "detect_speaker_roles": 10}
_TOKENS_PER_PRICE, _SECONDS = Decimal(1_000_000), Decimal(3600)


class Work(NamedTuple):
    """One piece of work that was done, whether its answer reached anybody or not."""

    provider: Provider
    usd: Decimal


def tokens(model: str, usage: dict[str, int]) -> Work:
    """Price an answer of a language model."""
    fresh, cached, given = map(Decimal, _TOKENS[model])
    read = usage["input"] - usage["cached"]
    usd = (read * fresh + usage["cached"] * cached + usage["output"] * given) / _TOKENS_PER_PRICE
    return Work("openai", usd)


def sound(model: str, seconds: float, channels: int, fields: Iterable[str]) -> Work:
    """Price a transcript: each channel for the full length."""
    added = sum(_ADDED[name] for name in set(fields) & _ADDED.keys())
    hours = Decimal(str(seconds)) * channels / _SECONDS
    return Work("elevenlabs", hours * Decimal(_HOUR[model]) * (100 + added) / 100)


def invoice(work: Iterable[Work]) -> dict[str, Any]:
    """Add it all up, by provider."""
    items = list(work)
    sums = {
        name: sum(w.usd for w in items if w.provider == name) for name in ("openai", "elevenlabs")
    }
    return {"items": len(items), **{name: float(usd) for name, usd in sums.items()}}
