"""What OpenAI's two routes are asked: a question as the parameters of the SDK.

What all questions of a profile share comes first and the transcript last, so that the provider's
prompt cache serves the beginning. Other servers get the common denominator.
"""

from typing import Any

from callinsight.adapters.openai_models import Sampling, sampling
from callinsight.domain.fingerprint import content_hash
from callinsight.domain.prompt import ModelRequest
from callinsight.domain.question import ANSWER
from callinsight.domain.strict_schema import takes_strict

_CACHE_KEY_LENGTH = 32


def responses_request(request: ModelRequest, *, own: bool) -> dict[str, Any]:
    """Return the parameters of the Responses route."""
    wishes = _sampling(request, own=own)
    effort = None if wishes.effort is None else {"effort": wishes.effort}
    return {
        "model": request.model,
        "instructions": request.system,
        "input": request.input,
        "text": {"format": {"type": "json_schema", **_schema(request)}},
        **_given(
            temperature=wishes.temperature,
            reasoning=effort,
            max_output_tokens=request.max_output_tokens,
        ),
        **_housekeeping(request, own=own),
    }


def chat_request(request: ModelRequest, *, own: bool) -> dict[str, Any]:
    """Return the parameters of chat completions."""
    wishes = _sampling(request, own=own)
    limit = "max_completion_tokens" if own else "max_tokens"
    return {
        "model": request.model,
        "messages": [
            {"role": "system", "content": request.system},
            {"role": "user", "content": request.input},
        ],
        "response_format": {"type": "json_schema", "json_schema": _schema(request)},
        **_given(
            temperature=wishes.temperature,
            reasoning_effort=wishes.effort,
            **{limit: request.max_output_tokens},
        ),
        **_housekeeping(request, own=own),
    }


def dropped_by(request: ModelRequest, *, own: bool) -> tuple[str, ...]:
    """Return which wishes of a profile were not sent, because no model would take them."""
    dropped = _sampling(request, own=own).dropped
    return dropped if takes_strict(request.output_schema) else (*dropped, "strict")


def _sampling(request: ModelRequest, *, own: bool) -> Sampling:
    if own:
        return sampling(request.model, request.temperature, request.reasoning_effort)
    dropped = () if request.reasoning_effort is None else ("reasoning_effort",)
    return Sampling(request.temperature, None, dropped)


def _housekeeping(request: ModelRequest, *, own: bool) -> dict[str, Any]:
    """What shapes no answer: nothing is kept there, and equal beginnings share a cache.

    No `safety_identifier`: it names the end users of an application, and a call has none.
    """
    if not own:
        return {}
    key = content_hash(request.system.encode())[:_CACHE_KEY_LENGTH]
    return {"store": False, "prompt_cache_key": key}


def _given(**parameters: Any) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value is not None}


def _schema(request: ModelRequest) -> dict[str, Any]:
    strict = takes_strict(request.output_schema)
    name = request.name if request.field is None else ANSWER  # the same for all that share a cache
    return {"name": name, "schema": request.output_schema, "strict": strict}
