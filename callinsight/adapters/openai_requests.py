"""What OpenAI's two routes are asked: a question as the parameters of the SDK."""

from typing import Any

from callinsight.adapters.openai_models import sampling
from callinsight.domain.prompt import ModelRequest
from callinsight.domain.strict_schema import takes_strict


def responses_request(request: ModelRequest) -> dict[str, Any]:
    """Return the parameters of the Responses route."""
    parameters, _ = sampling(request.model, request.temperature)
    return {
        "model": request.model,
        "instructions": request.system,
        "input": request.input,
        "text": {"format": {"type": "json_schema", **_schema(request)}},
        "store": False,  # the route keeps every answer for 30 days otherwise
        **parameters,
    }


def chat_request(request: ModelRequest, *, own: bool) -> dict[str, Any]:
    """Return the parameters of chat completions: other servers take the common denominator only."""
    parameters: dict[str, Any] = {}
    if own:
        parameters, _ = sampling(request.model, request.temperature)
        if parameters.pop("reasoning", None) is not None:
            parameters["reasoning_effort"] = "none"
        parameters["store"] = False
    elif request.temperature is not None:
        parameters = {"temperature": request.temperature}
    return {
        "model": request.model,
        "messages": [
            {"role": "system", "content": request.system},
            {"role": "user", "content": request.input},
        ],
        "response_format": {"type": "json_schema", "json_schema": _schema(request)},
        **parameters,
    }


def dropped_by(request: ModelRequest, *, own: bool) -> tuple[str, ...]:
    """Return which wishes of a profile were not sent, because no model would take them."""
    dropped = sampling(request.model, request.temperature)[1] if own else ()
    return dropped if takes_strict(request.output_schema) else (*dropped, "strict")


def _schema(request: ModelRequest) -> dict[str, Any]:
    strict = takes_strict(request.output_schema)
    return {"name": request.name, "schema": request.output_schema, "strict": strict}
