"""Events: which messages announce uploads, and which records nobody can read."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from callinsight.domain.errors.sender import MalformedEventError
from callinsight.domain.events import ParsedMessage, RecordingUploaded, parse_message
from tests.domain.wrappings import BUCKET, CREATED, a_record, eventbridge, records, sns


def direct(key: str, **fields: Any) -> str:
    return records(a_record(key, **fields))


@pytest.mark.parametrize("prefix", ["", "s3:"])
@pytest.mark.parametrize("kind", ["Put", "Post", "Copy", "CompleteMultipartUpload"])
def test_every_kind_of_creation_is_an_upload(prefix: str, kind: str) -> None:
    message = parse_message(records(a_record("k", f"{prefix}ObjectCreated:{kind}")))
    assert [upload.key for upload in message.uploads] == ["k"]


@pytest.mark.parametrize("name", ["ObjectRemoved:Delete", "ObjectTagging:Put", "", 7])
def test_another_kind_of_event_announces_nothing(name: Any) -> None:
    assert parse_message(records(a_record("k", name))) == ParsedMessage()
    assert parse_message(eventbridge("k").replace("Object Created", "Object Deleted")) == (
        ParsedMessage()
    )


@pytest.mark.parametrize(
    "bad",
    [
        None,
        7,
        "text",
        [],
        {},
        {"eventSource": "aws:sns"},
        {"eventSource": "aws:s3", "eventName": CREATED},
        {"eventSource": "aws:s3", "eventName": CREATED, "s3": {"object": {"key": "k"}}},
        {**a_record("k"), "s3": {"bucket": {"name": ""}, "object": {"key": "k"}}},
        {**a_record("k"), "s3": {"bucket": {"name": 7}, "object": {"key": "k"}}},
        {**a_record("k"), "s3": {"bucket": BUCKET, "object": {"key": "k"}}},
        {**a_record("k"), "s3": {"bucket": {"name": "\ud800"}, "object": {"key": "k"}}},
        a_record(""),
        a_record(None),
        a_record(7),
    ],
)
def test_a_bad_record_hides_none_of_the_good_ones(bad: object) -> None:
    message = parse_message(records(a_record("first"), bad, a_record("last")))
    assert [upload.key for upload in message.uploads] == ["first", "last"]
    assert message.malformed == 1


def test_a_message_without_records_announces_nothing() -> None:
    assert parse_message(records()) == ParsedMessage()


def test_facts_of_another_type_are_left_out() -> None:
    strange = a_record("k", size=True, eTag=7, versionId="", sequencer=[])
    assert parse_message(records(strange)).uploads == (RecordingUploaded(BUCKET, "k"),)


@pytest.mark.parametrize("wrap", [direct, eventbridge])
def test_facts_that_utf_8_cannot_hold_are_left_out(wrap: Callable[..., str]) -> None:
    broken = dict.fromkeys(("versionId", "version-id", "eTag", "etag", "sequencer"), "v\ud800")
    upload = RecordingUploaded(BUCKET, "k", size_bytes=10)
    assert parse_message(wrap("k", **broken)) == ParsedMessage((upload,))


def test_an_etag_loses_its_quotes() -> None:
    assert parse_message(records(a_record("k", eTag='"e1"'))).uploads[0].etag == "e1"


def test_the_etag_of_moto_in_eventbridge_is_found_under_its_other_name() -> None:
    assert parse_message(eventbridge("k", etag=None, eTag="e2")).uploads[0].etag == "e2"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no JSON",
        "null",
        "[]",
        '"text"',
        "{}",
        '{"Records": {}}',
        '{"source": "aws.s3", "detail": 7, "detail-type": "Object Created"}',
        '{"source": "aws.s3", "detail": {}, "detail-type": "Object Created"}',
        eventbridge(None),
        sns("no JSON"),
        sns({"Records": []}),
        sns(sns(sns(sns(records())))),
        json.dumps({"Type": "SubscriptionConfirmation", "Message": records()}),
        "1" * 10_000,
    ],
)
def test_anything_else_is_refused(body: str) -> None:
    with pytest.raises(MalformedEventError):
        parse_message(body)
