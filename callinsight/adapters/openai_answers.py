"""What OpenAI's two routes answer: the text, or why there is none."""

import json
import re
from typing import Any

from callinsight.adapters.http_errors import safe_code
from callinsight.domain.analysis import Usage
from callinsight.domain.errors import (
    BadOutputError,
    ModelRefusedError,
    ProviderRefusedError,
    ProviderUnavailableError,
)

_FENCE = re.compile(r"^\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
_PASSING = {"", "server_error", "rate_limit_exceeded"}
_NOTE = "callinsight"  # the one key in a stored answer that is ours
Answer = tuple[str, str]


def usable(body: bytes) -> bytes:
    """Return the body unless it reports that the model failed: such an answer is not kept.

    Raises `ProviderUnavailableError` if the failure may pass, else `ProviderRefusedError`.
    """
    try:
        document = json.loads(body)
        failed = document.get("status") == "failed"
    except (ValueError, AttributeError, RecursionError):
        return body
    if not failed:
        return body
    error = document.get("error")
    code = safe_code(str(error.get("code") or "")) if isinstance(error, dict) else ""
    if code in _PASSING:
        raise ProviderUnavailableError("OpenAI reports that its model failed.")
    raise ProviderRefusedError(f"OpenAI reports that its model failed ({code}).")


def with_dropped(body: bytes, settings: tuple[str, ...]) -> bytes:
    """Return the answer with a note of what had to be left out of its request."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return body
    if not isinstance(document, dict):
        return body
    return json.dumps({**document, _NOTE: {"dropped_settings": settings}}).encode()


def dropped_in(body: bytes) -> tuple[str, ...]:
    """Return what `with_dropped` noted."""
    note = _document(body).get(_NOTE)
    return tuple(note["dropped_settings"]) if isinstance(note, dict) else ()


def responses_answer(body: bytes) -> Answer:
    """Return text and model of a Responses answer.

    Raises `ModelRefusedError` for a refusal or a filter, `BadOutputError` for a cut or odd answer.
    """
    document = _document(body)
    details = document.get("incomplete_details")
    if isinstance(details, dict) and details.get("reason") == "content_filter":
        raise ModelRefusedError("The model's answer was filtered.")
    if document.get("status") == "incomplete":
        raise BadOutputError("The model's answer was cut off.")
    messages = [item for item in _objects(document.get("output")) if item.get("type") == "message"]
    parts = [part for message in messages for part in _objects(message.get("content"))]
    if any(part.get("type") == "refusal" for part in parts):
        raise ModelRefusedError("The model declined to answer.")
    texts = [str(part.get("text") or "") for part in parts if part.get("type") == "output_text"]
    return unfenced("".join(texts)), str(document.get("model") or "")


def chat_answer(body: bytes) -> Answer:
    """Return text and model of a chat completion; raises as `responses_answer` does."""
    document = _document(body)
    choices = _objects(document.get("choices"))
    if not choices:
        raise BadOutputError("The model gave no answer.")
    message = choices[0].get("message")
    finish = choices[0].get("finish_reason")
    if not isinstance(message, dict):
        raise BadOutputError("The model gave no answer.")
    if message.get("refusal"):
        raise ModelRefusedError("The model declined to answer.")
    if finish == "content_filter":
        raise ModelRefusedError("The model's answer was filtered.")
    if finish == "length":
        raise BadOutputError("The model's answer was cut off.")
    return unfenced(str(message.get("content") or "")), str(document.get("model") or "")


def usage_in(body: bytes) -> Usage:
    """Return the tokens an answer counts, under the names of either route; 0 where it counts none."""
    try:
        counted = json.loads(body).get("usage") or {}
        details = counted.get("input_tokens_details") or counted.get("prompt_tokens_details") or {}
        return Usage(
            requests=1,
            input_tokens=counted.get("input_tokens") or counted.get("prompt_tokens") or 0,
            cached_tokens=details.get("cached_tokens") or 0,
            cache_write_tokens=details.get("cache_write_tokens") or 0,
            output_tokens=counted.get("output_tokens") or counted.get("completion_tokens") or 0,
        )
    except (ValueError, AttributeError, RecursionError):  # pydantic's errors are ValueErrors
        return Usage(requests=1)


def unfenced(text: str) -> str:
    """Return the text without the code fence that local models like to put around JSON."""
    match = _FENCE.match(text)
    return match.group(1) if match else text


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise BadOutputError("The model's answer is not JSON.")
    return document


def _objects(value: object) -> list[dict[str, Any]]:
    """Return the objects in what should be a list of them."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
