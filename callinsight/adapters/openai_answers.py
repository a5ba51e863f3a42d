"""What OpenAI's two routes answer: the text, or why there is none."""

import json
import re
from typing import Any

from callinsight.adapters.http_errors import safe_code
from callinsight.adapters.json_bodies import loaded, objects_in
from callinsight.adapters.openai_errors import MEANINGS, meaning
from callinsight.adapters.openai_usage import usage_in
from callinsight.domain.errors.base import RetryableError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    BadOutputError,
    ModelRefusedError,
    OutputCutError,
    ProviderRefusedError,
    ProviderUnavailableError,
)

_PROVIDER = "OpenAI"
_FAILED = "reports that its model failed"
_NOTE = "callinsight"  # the one key in a stored answer that is ours
_MODEL_NAME = re.compile(r"[A-Za-z0-9._:/@+-]{1,128}")
_FENCE = "```"
_THOUGHTS, _THOUGHTS_END = "<think>", "</think>"


def usable(body: bytes) -> bytes:
    """Return the body unless it reports a failure that may pass: such an answer is not kept.

    Raises `ProviderUnavailableError` or `RateLimitedError` for it; `AmbiguousOutcomeError` if it
    counts tokens, because those are billed: repeated at pleasure it would be paid each time.
    """
    failure = _failure(loaded(body))
    if failure is None:
        return body
    error = _failed(failure)
    if not isinstance(error, RetryableError):
        return body
    usage = usage_in(body)
    if usage.input_tokens or usage.output_tokens:
        raise AmbiguousOutcomeError(f"{_PROVIDER} {_FAILED}, and counts tokens all the same.")
    raise error


def with_dropped(body: bytes, settings: tuple[str, ...]) -> bytes:
    """Return the answer with a note of what had to be left out of its request."""
    document = loaded(body)
    if not isinstance(document, dict):
        return body
    return json.dumps({**document, _NOTE: {"dropped_settings": settings}}).encode()


def dropped_in(body: bytes) -> tuple[str, ...]:
    """Return what `with_dropped` noted."""
    document = loaded(body)
    note = document.get(_NOTE) if isinstance(document, dict) else None
    names = note.get("dropped_settings") if isinstance(note, dict) else None
    return tuple(name for name in names if safe_code(str(name))) if isinstance(names, list) else ()


def model_in(body: bytes) -> str:
    """Return the model that an answer names, whatever became of it; "" if it names none."""
    document = loaded(body)
    name = str(document.get("model") or "") if isinstance(document, dict) else ""
    return name if _MODEL_NAME.fullmatch(name) else ""


def responses_answer(body: bytes) -> str:
    """Return the text of a Responses answer.

    Raises `ModelRefusedError` for a refusal or a filter, `OutputCutError` for an answer that met
    its limit, `BadOutputError` for an odd one, `ProviderRefusedError` for a model that failed.
    """
    document = _document(body)
    details = document.get("incomplete_details")
    reason = details.get("reason") if isinstance(details, dict) else None
    if reason == "content_filter":
        raise ModelRefusedError("The model's answer was filtered.")
    if reason == "max_output_tokens":
        raise OutputCutError("The model's answer was cut off at its limit.")
    messages = [
        item for item in objects_in(document.get("output")) if item.get("type") == "message"
    ]
    parts = [part for message in messages for part in objects_in(message.get("content"))]
    if any(part.get("type") == "refusal" for part in parts):
        raise ModelRefusedError("The model declined to answer.")
    if document.get("status") not in (None, "completed"):
        raise BadOutputError("The model's answer is not complete.")
    texts = [part.get("text") for part in parts if part.get("type") == "output_text"]
    return _text(texts)


def chat_answer(body: bytes) -> str:
    """Return the text of a chat completion; raises as `responses_answer` does."""
    document = _document(body)
    choice = next(iter(objects_in(document.get("choices"))), {})
    message, finish = choice.get("message"), choice.get("finish_reason")
    if not isinstance(message, dict):
        raise BadOutputError("The model gave no answer.")
    if message.get("refusal"):
        raise ModelRefusedError("The model declined to answer.")
    if finish == "content_filter":
        raise ModelRefusedError("The model's answer was filtered.")
    if finish == "length":
        raise OutputCutError("The model's answer was cut off at its limit.")
    content = message.get("content")
    return _text([part.get("text") for part in objects_in(content)] or [content])


def unfenced(text: str) -> str:
    """Return the JSON in a text without what local models like to put around it.

    That is a code fence, with or without words before and after it, and thoughts before it.
    """
    bare = text.strip()
    if bare.startswith(_THOUGHTS) and _THOUGHTS_END in bare:
        bare = bare.partition(_THOUGHTS_END)[2].strip()
    if bare.startswith(("{", "[")):
        return bare
    _, _, opened = bare.partition(_FENCE)
    _, newline, inside = opened.partition("\n")
    fenced, fence, _ = inside.rpartition(_FENCE)
    return fenced.strip() if newline and fence else bare


def _text(texts: list[Any]) -> str:
    return unfenced("".join(text for text in texts if isinstance(text, str)))


def _failure(document: object) -> object | None:
    """Return what a document says of the failure that it reports, if it reports one.

    Gateways put errors into a 200 without an answer.
    """
    if not isinstance(document, dict):
        return None
    error = document.get("error")
    if document.get("status") == "failed":
        return error or {}
    has_answer = "choices" in document or "output" in document
    return error if isinstance(error, dict) and not has_answer else None


def _failed(failure: object) -> Exception:
    told = failure if isinstance(failure, dict) else {}
    names = [str(told.get(name) or "") for name in ("code", "type")]
    known = next((name for name in names if name in MEANINGS), "")
    if known in MEANINGS:
        return meaning(_PROVIDER, _FAILED, known)
    code = safe_code(names[0])
    if not code:
        return ProviderUnavailableError(f"{_PROVIDER} {_FAILED}.")
    return ProviderRefusedError(f"{_PROVIDER} {_FAILED} ({code}).")


def _document(body: bytes) -> dict[str, Any]:
    document = loaded(body)
    if not isinstance(document, dict):
        raise BadOutputError("The model's answer is not JSON.")
    failure = _failure(document)
    if failure is not None:
        raise _failed(failure)
    return document
