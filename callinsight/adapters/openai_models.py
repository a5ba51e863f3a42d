"""What OpenAI's model families take: a setting a model refuses is dropped and said so."""

import re
from typing import Any

_TEMPERATURE_ALWAYS = re.compile(r"gpt-4|gpt-3\.5")
# These have no effort "none", so they never take a temperature.
_TEMPERATURE_NEVER = re.compile(
    r"gpt-6-astra|gpt-6\.1-sol|o[134](-|$)|gpt-5(-mini|-nano|-pro)?(-\d{4}-\d\d-\d\d)?$"
)
# What a 400 names when a model that we do not know takes no temperature.
REFUSED_PARAMETERS = frozenset({"temperature", "reasoning", "reasoning.effort", "reasoning_effort"})


def sampling(model: str, temperature: float | None) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the sampling parameters for a model and the profile settings that were dropped.

    Reasoning models take a temperature only with reasoning switched off.
    """
    if temperature is None:
        return {}, ()
    if _TEMPERATURE_ALWAYS.match(model):
        return {"temperature": temperature}, ()
    if _TEMPERATURE_NEVER.match(model):
        return {}, ("temperature",)
    return {"temperature": temperature, "reasoning": {"effort": "none"}}, ()
