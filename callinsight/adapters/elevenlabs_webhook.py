"""ElevenLabs' webhook: `ElevenLabs-Signature` over the raw body, and two forms of that body."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from callinsight.adapters.elevenlabs_answers import is_transcript
from callinsight.adapters.elevenlabs_client import ANSWER_LIMIT_BYTES
from callinsight.adapters.json_bodies import loaded
from callinsight.clock import Clock
from callinsight.domain.call_id import is_call_id
from callinsight.domain.errors import WebhookSignatureError
from callinsight.domain.fingerprint import is_fingerprint
from callinsight.ports.webhooks import Delivery

HEADER = "elevenlabs-signature"
_OLDEST = timedelta(minutes=30)
_NEWEST = timedelta(minutes=5)  # how far the two clocks may be apart
_MOMENT = re.compile(r"[0-9]{1,12}")
_EVENTS = "speech_to_text"  # how the names of its events begin; the bare form names none


class ElevenLabsWebhook:
    """Believes what is signed with the webhook's secret, for half an hour."""

    limit_bytes = ANSWER_LIMIT_BYTES

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret = secret.strip().encode()
        self._clock = clock

    def require_signature(self, headers: Mapping[str, str]) -> None:
        self._signature(headers)

    def delivery(self, headers: Mapping[str, str], body: bytes) -> Delivery | None:
        moment, signatures = self._signature(headers)
        signed = hmac.new(self._secret, moment.encode() + b"." + body, hashlib.sha256).hexdigest()
        if not any(hmac.compare_digest(signed.encode(), told.encode()) for told in signatures):
            raise WebhookSignatureError("The webhook was not signed with our secret.")
        return delivery_in(loaded(body))

    def _signature(self, headers: Mapping[str, str]) -> tuple[str, list[str]]:
        """Return the moment as it was signed, and the signatures; while a secret is replaced, two."""
        parts = [part.strip().partition("=") for part in headers.get(HEADER, "").split(",")]
        moments = [value for name, _, value in parts if name == "t"]
        signatures = [value for name, _, value in parts if name == "v0"]
        if len(moments) != 1 or not _MOMENT.fullmatch(moments[0]) or not signatures:
            raise WebhookSignatureError("The webhook carries no signature.")
        age = self._clock().timestamp() - int(moments[0])
        if not -_NEWEST.total_seconds() <= age <= _OLDEST.total_seconds():
            raise WebhookSignatureError("The webhook was not signed just now.")
        return moments[0], signatures


def delivery_in(document: object) -> Delivery | None:
    """Return the result in a webhook's document: inside an envelope, or the bare transcript.

    None for other events, for what is no transcript, and for requests that are not ours.
    """
    if not isinstance(document, dict):
        return None
    if not str(document.get("type", _EVENTS)).startswith(_EVENTS):
        return None
    data = document.get("data", document)
    if not isinstance(data, dict):
        return None
    metadata = _metadata(data.get("webhook_metadata"))
    transcript = data.get("transcription", data)
    call_id, mark = metadata.get("call_id"), metadata.get("fingerprint")
    if not isinstance(call_id, str) or not isinstance(mark, str):
        return None
    if not (is_call_id(call_id) and is_fingerprint(mark) and is_transcript(transcript)):
        return None
    return Delivery(call_id, mark, json.dumps(transcript).encode())


def _metadata(value: Any) -> dict[str, Any]:
    """Return what we sent along; it comes back as an object, or as the text that it was sent in."""
    known = loaded(value.encode(errors="replace")) if isinstance(value, str) else value
    return known if isinstance(known, dict) else {}
