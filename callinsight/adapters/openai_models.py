"""What OpenAI's model families take: a setting a model refuses is dropped and said so."""

import re
from dataclasses import dataclass

from callinsight.domain.profile import Effort
from callinsight.domain.prompt import ModelRequest

_NEVER_REASONS = re.compile(r"gpt-4|gpt-3\.5|chatgpt-4o")
# These have no effort "none", so they never take a temperature.
_ALWAYS_REASONS = re.compile(
    r"gpt-6-astra|gpt-6\.1-sol|o[134](-|$)|gpt-5(-mini|-nano|-pro)?(-\d{4}-\d\d-\d\d)?$"
)
# What a 400 names when a model that we do not know refuses a setting.
_SETTING_OF = {
    "temperature": "temperature",
    "reasoning": "reasoning_effort",
    "reasoning.effort": "reasoning_effort",
    "reasoning_effort": "reasoning_effort",
    "max_output_tokens": "max_output_tokens",
    "max_completion_tokens": "max_output_tokens",
    "max_tokens": "max_output_tokens",
}


@dataclass(frozen=True)
class Sampling:
    """How a model may be asked to write, and which wishes of the profile are left out."""

    temperature: float | None = None
    effort: Effort | None = None
    dropped: tuple[str, ...] = ()


def sampling(model: str, temperature: float | None, effort: Effort | None) -> Sampling:
    """Return what OpenAI's model takes of two wishes.

    Models that can reason take a temperature only with reasoning switched off, so a temperature
    alone switches it off.
    """
    if _NEVER_REASONS.match(model):
        return Sampling(
            temperature, None, () if effort in {None, "none"} else ("reasoning_effort",)
        )
    if _ALWAYS_REASONS.match(model):
        refused = {"temperature": temperature is not None, "reasoning_effort": effort == "none"}
        dropped = tuple(name for name, is_refused in refused.items() if is_refused)
        return Sampling(None, None if effort == "none" else effort, dropped)
    if temperature is None:
        return Sampling(None, effort)
    if effort in {None, "none"}:
        return Sampling(temperature, "none")
    return Sampling(None, effort, ("temperature",))


def refused_setting(request: ModelRequest, param: str) -> str | None:
    """Return the setting of a request that a model refuses by the name of `param`, if it has it."""
    setting = _SETTING_OF.get(param)
    if setting == "reasoning_effort" and request.reasoning_effort is None:
        setting = "temperature"  # which is what switched reasoning off
    return setting if setting and getattr(request, setting) is not None else None
