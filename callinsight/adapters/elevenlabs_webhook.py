"""ElevenLabs' webhook: `ElevenLabs-Signature` over the raw body, and two forms of that body."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from callinsight.adapters.elevenlabs_answers import is_transcript
from callinsight.adapters.elevenlabs_client import ANSWER_LIMIT_BYTES
from callinsight.adapters.json_bodies import loaded
from callinsight.adapters.timed_signatures import TimedSignature, timed_signature
from callinsight.clock import Clock
from callinsight.domain.call_id import is_call_id
from callinsight.domain.fingerprint import is_fingerprint
from callinsight.ports.webhooks import Delivery

HEADER = "elevenlabs-signature"
_OLDEST = timedelta(minutes=30)
_NEWEST = timedelta(minutes=5)  # how far the two clocks may be apart
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
        self._signature(headers).require([self._secret], body)
        return delivery_in(loaded(body))

    def _signature(self, headers: Mapping[str, str]) -> TimedSignature:
        told = headers.get(HEADER, "")
        return timed_signature(told, "v0", self._clock(), oldest=_OLDEST, newest=_NEWEST)


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
