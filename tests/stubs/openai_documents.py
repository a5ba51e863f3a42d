"""What OpenAI's two routes say, in the shapes of its SDK's types."""

import json
import time
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from tests.stubs.schema_answers import STUB_TEXT, answer_to
from tests.stubs.script import Step

Document = dict[str, Any]

Tokens = dict[str, int]
ALWAYS: Tokens = {"input": 1200, "cached": 1024, "output": 64}
REASONING_TOKENS = 16
_REFUSAL = "I cannot help with that."
_CODES = {
    401: ("invalid_request_error", "invalid_api_key"),
    404: ("invalid_request_error", "model_not_found"),
    429: ("requests", "rate_limit_exceeded"),
}
_FIRST_SERVER_ERROR = 500


@dataclass(frozen=True)
class Reply:
    """What the model has to say, before a route gives it a shape."""

    text: str
    refused: bool = False
    incomplete: Literal["max_output_tokens", "content_filter"] | None = None


def reply(step: Step, schema: Document | None) -> Reply:
    """Return the reply the step asks for; by default one that fits the request's schema."""
    text = STUB_TEXT if schema is None else json.dumps(answer_to(schema))
    if step.wrong_schema:
        text = json.dumps({"unexpected": True})
    if step.text is not None:
        text = step.text
    if step.incomplete is not None:
        text = text[: len(text) // 2] if step.incomplete == "max_output_tokens" else ""
    return Reply(text, step.refusal, step.incomplete)


def response(model: str, reply: Reply, tokens: Tokens = ALWAYS) -> Document:
    """Return an answer of the Responses route."""
    status = "incomplete" if reply.incomplete else "completed"
    spoken = {"type": "output_text", "text": reply.text, "annotations": []}
    part = {"type": "refusal", "refusal": _REFUSAL} if reply.refused else spoken
    message = {"id": f"msg_{uuid4().hex}", "type": "message", "role": "assistant"}
    return {
        "id": f"resp_{uuid4().hex}",
        "object": "response",
        "created_at": time.time(),
        "status": status,
        "error": None,
        "incomplete_details": {"reason": reply.incomplete} if reply.incomplete else None,
        "model": model,
        "output": [{**message, "status": status, "content": [part]}],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": _usage(tokens, "input_tokens", "output_tokens"),
    }


def completion(model: str, reply: Reply, tokens: Tokens = ALWAYS) -> Document:
    """Return an answer of the chat route."""
    finish = {None: "stop", "max_output_tokens": "length", "content_filter": "content_filter"}
    message: Document = {
        "role": "assistant",
        "content": None if reply.refused else reply.text,
        "refusal": _REFUSAL if reply.refused else None,
        "annotations": [],
    }
    choice = {"index": 0, "finish_reason": finish[reply.incomplete], "logprobs": None}
    return {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": model,
        "choices": [{**choice, "message": message}],
        "usage": _usage(tokens, "prompt_tokens", "completion_tokens"),
    }


def error(status: int, code: str | None, param: str | None = None) -> Document:
    """Return an error body."""
    server = status >= _FIRST_SERVER_ERROR
    kind, default = _CODES.get(
        status, ("server_error" if server else "invalid_request_error", None)
    )
    message = f"The stub answers {status}."
    return {"error": {"message": message, "type": kind, "param": param, "code": code or default}}


def models() -> Document:
    """Return the list of models: one, with no end in sight."""
    model = {"id": "gpt-6-luna", "object": "model", "created": 1787000000, "owned_by": "openai"}
    return {"object": "list", "data": [{**model, "shutdown_date": None}]}


def _usage(tokens: Tokens, taken: str, given: str) -> Document:
    return {
        taken: tokens["input"],
        f"{taken}_details": {"cached_tokens": tokens["cached"], "cache_write_tokens": 0},
        given: tokens["output"],
        f"{given}_details": {"reasoning_tokens": min(REASONING_TOKENS, tokens["output"])},
        "total_tokens": tokens["input"] + tokens["output"],
    }
