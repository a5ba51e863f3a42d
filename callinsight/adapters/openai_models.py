"""What OpenAI's model families take: a setting a model refuses is dropped and said so."""

from typing import Any

_TEMPERATURE_ALWAYS = ("gpt-4", "gpt-3.5")
# These have no effort "none", so they never take a temperature.
_TEMPERATURE_NEVER = ("gpt-6-astra", "gpt-6.1-sol", "o1", "o3", "o4")
_NEVER_EXACTLY = ("gpt-5", "gpt-5-mini", "gpt-5-nano")


def sampling(model: str, temperature: float | None) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the sampling parameters for a model and the profile settings that were dropped.

    Reasoning models take a temperature only with reasoning switched off.
    """
    if temperature is None:
        return {}, ()
    if model.startswith(_TEMPERATURE_ALWAYS):
        return {"temperature": temperature}, ()
    if model.startswith(_TEMPERATURE_NEVER) or model in _NEVER_EXACTLY:
        return {}, ("temperature",)
    return {"temperature": temperature, "reasoning": {"effort": "none"}}, ()
