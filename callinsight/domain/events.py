"""S3 event notifications, however they came wrapped, as `RecordingUploaded` values."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from callinsight.domain.errors.sender import MalformedEventError

KEY_LIMIT_BYTES = 1024
_ENVELOPES = 3  # SNS around EventBridge around S3 is the deepest real nesting


@dataclass(frozen=True)
class RecordingUploaded:
    """An object was created in a bucket; a claim until HEAD has confirmed it."""

    bucket: str
    key: str
    version_id: str | None = None
    etag: str | None = None
    sequencer: str | None = None
    size_bytes: int | None = None


@dataclass(frozen=True)
class ParsedMessage:
    """What a queue message holds; `malformed` counts records nobody can read."""

    uploads: tuple[RecordingUploaded, ...] = ()
    malformed: int = 0


def parse_message(body: str) -> ParsedMessage:
    """Return the uploads a message announces; `s3:TestEvent` and deletions announce none.

    Accepts S3 notifications directly, wrapped by SNS, and in EventBridge's shape, with any
    number of records. Raises `MalformedEventError` for anything else.
    """
    document = _unwrapped(_json_object(body))
    if document.get("Event") == "s3:TestEvent":
        return ParsedMessage()
    if document.get("source") == "aws.s3" and "detail" in document:
        return _from_eventbridge(document)
    records = document.get("Records")
    if not isinstance(records, list):
        raise MalformedEventError("The message is not an S3 event notification.")
    return _from_records(records)


def _json_object(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise MalformedEventError("The message is not JSON.") from None
    if not isinstance(document, dict):
        raise MalformedEventError("The message is not a JSON object.")
    return document


def _unwrapped(document: dict[str, Any]) -> dict[str, Any]:
    for _ in range(_ENVELOPES):
        if document.get("Type") != "Notification" or not isinstance(document.get("Message"), str):
            return document
        document = _json_object(document["Message"])
    return document


def _from_records(records: Iterable[object]) -> ParsedMessage:
    """Read each record on its own: one bad record must not hide the good ones."""
    uploads, malformed = [], 0
    for record in records:
        try:
            upload = _from_record(record)
        except MalformedEventError:
            malformed += 1
        else:
            uploads += [upload] if upload is not None else []
    return ParsedMessage(tuple(uploads), malformed)


def _from_record(record: object) -> RecordingUploaded | None:
    """Read one record of a direct notification: keys are form-encoded, decoded exactly once."""
    if not isinstance(record, dict) or record.get("eventSource") != "aws:s3":
        raise MalformedEventError("A record is not an S3 event.")
    if not str(record.get("eventName", "")).removeprefix("s3:").startswith("ObjectCreated:"):
        return None
    entity = _mapping(record.get("s3"))
    item = _mapping(entity.get("object"))
    return _upload(
        bucket=_mapping(entity.get("bucket")).get("name"),
        key=_decoded(item.get("key")),
        version_id=item.get("versionId"),
        etag=item.get("eTag"),
        sequencer=item.get("sequencer"),
        size=item.get("size"),
    )


def _from_eventbridge(document: dict[str, Any]) -> ParsedMessage:
    """Read EventBridge's shape: other field names, and the key as it is."""
    if document.get("detail-type") != "Object Created":
        return ParsedMessage()
    detail = _mapping(document.get("detail"))
    item = _mapping(detail.get("object"))
    upload = _upload(
        bucket=_mapping(detail.get("bucket")).get("name"),
        key=item.get("key"),
        version_id=item.get("version-id"),
        etag=item.get("etag") or item.get("eTag"),
        sequencer=item.get("sequencer"),
        size=item.get("size"),
    )
    return ParsedMessage((upload,))


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise MalformedEventError("A record lacks its bucket or object.")
    return value


def _decoded(key: object) -> str:
    if not isinstance(key, str):
        raise MalformedEventError("A record has no object key.")
    try:
        return unquote_plus(key, errors="strict")
    except UnicodeDecodeError:
        raise MalformedEventError("An object key is not UTF-8.") from None


def _upload(
    *,
    bucket: object,
    key: object,
    version_id: object,
    etag: object,
    sequencer: object,
    size: object,
) -> RecordingUploaded:
    place, name = _text(bucket), _text(key)
    if place is None or name is None:
        raise MalformedEventError("A record lacks a readable bucket or object key.")
    if len(name.encode()) > KEY_LIMIT_BYTES:
        raise MalformedEventError("An object key is longer than S3 allows.")
    return RecordingUploaded(
        bucket=place,
        key=name,
        version_id=_text(version_id),
        etag=_text(etag.strip('"')) if isinstance(etag, str) else None,
        sequencer=_text(sequencer),
        size_bytes=size if isinstance(size, int) and not isinstance(size, bool) else None,
    )


def _text(value: object) -> str | None:
    """Return a text that can be sent to AWS, or None: JSON may hold what UTF-8 cannot."""
    if not isinstance(value, str) or not value:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value
