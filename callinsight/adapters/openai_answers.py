"""What OpenAI's two routes answer: the text, or why there is none."""

import json
import re
from typing import Any

from callinsight.domain.analysis import Usage
from callinsight.domain.errors import BadOutputError, ModelRefusedError, ProviderUnavailableError

_FENCE = re.compile(r"^\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
Answer = tuple[str, str]


def usable(body: bytes) -> bytes:
    """Return the body unless it reports that the model failed: such an answer is not kept."""
    try:
        failed = json.loads(body).get("status") == "failed"
    except (ValueError, AttributeError, RecursionError):
        return body
    if failed:
        raise ProviderUnavailableError("OpenAI reports that its model failed.")
    return body


def responses_answer(body: bytes) -> Answer:
    """Return text and model of a Responses answer.

    Raises `ModelRefusedError` for a refusal or a filter, `BadOutputError` for a cut answer.
    """
    document = _document(body)
    reason = (document.get("incomplete_details") or {}).get("reason")
    if reason == "content_filter":
        raise ModelRefusedError("The model's answer was filtered.")
    if document.get("status") == "incomplete":
        raise BadOutputError("The model's answer was cut off.")
    parts = [
        part
        for item in document.get("output") or []
        if item.get("type") == "message"
        for part in item.get("content") or []
    ]
    if any(part.get("type") == "refusal" for part in parts):
        raise ModelRefusedError("The model declined to answer.")
    text = "".join(part.get("text", "") for part in parts if part.get("type") == "output_text")
    return unfenced(text), str(document.get("model") or "")


def chat_answer(body: bytes) -> Answer:
    """Return text and model of a chat completion; raises as `responses_answer` does."""
    document = _document(body)
    choices = document.get("choices") or []
    if not choices:
        raise BadOutputError("The model gave no answer.")
    message = choices[0].get("message") or {}
    finish = choices[0].get("finish_reason")
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
    except (ValueError, AttributeError, RecursionError):
        return Usage(requests=1)
    details = counted.get("input_tokens_details") or counted.get("prompt_tokens_details") or {}
    return Usage(
        requests=1,
        input_tokens=counted.get("input_tokens") or counted.get("prompt_tokens") or 0,
        cached_tokens=details.get("cached_tokens") or 0,
        output_tokens=counted.get("output_tokens") or counted.get("completion_tokens") or 0,
    )


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
