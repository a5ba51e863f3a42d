"""Events: the examples of tests/events, read as a person would read them."""

import json
from pathlib import Path
from typing import Any

import pytest

from callinsight.domain.errors import MalformedEventError
from callinsight.domain.events import ParsedMessage, RecordingUploaded, parse_message
from tests.domain.wrappings import BUCKET, CREATED, a_record, eventbridge, records, sns

EXAMPLES = Path(__file__).parents[1] / "events"
EVENTBRIDGE_UPLOAD = {
    "key": "uploads/eventbridge/my call+ü 100%.wav",
    "version_id": "IYV3p45BT0ac8hjHg1houSdS1aMro8eX",
    "etag": "b1946ac92492d2347c6235b4d2611184",
    "sequencer": "617f08299329d189",
    "size_bytes": 16044,
}
MOTO_UPLOAD = {
    "key": "uploads/moto/long call.wav",
    "etag": "7c0a3f2a6d5f1d2e8a9b4c6d7e8f9a0b-2",
    "size_bytes": 10485760,
}


def put(key: str, **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "etag": "d41d8cd98f00b204e9800998ecf8427e",
        "sequencer": "0066E6C3D06D9A1B2C",
        "size_bytes": 16044,
        **fields,
    }


@pytest.mark.parametrize(
    ("name", "uploads"),
    [
        ("s3_put", [put("uploads/direct/my call+ü (1).wav")]),
        (
            "s3_multi_record",
            [
                put("uploads/batch/first.wav", etag="0cc175b9c0f1b6a831c399e269772661"),
                put(
                    "uploads/batch/second.mp3",
                    etag="92eb5ffee6ae2fec3ad71c777531578f",
                    sequencer="0066E6C3D06D9A1B2D",
                    size_bytes=48211,
                ),
                put(
                    "uploads/batch/third.ogg",
                    etag="4a8a08f09d37b73795649038408b5f33",
                    sequencer="0066E6C3D06D9A1B2E",
                    size_bytes=9120,
                ),
            ],
        ),
        ("sns_wrapped", [put("uploads/sns/my call.wav")]),
        ("eventbridge", [EVENTBRIDGE_UPLOAD]),
        ("eventbridge_in_sns", [EVENTBRIDGE_UPLOAD]),
        ("test_event", []),
        (
            "versioned",
            [put("uploads/versioned/call.wav", version_id="096fKKXTRTtl3on89fVOnfljtsv6qko1")],
        ),
        ("delete_event", []),
        ("moto_multipart", [MOTO_UPLOAD, MOTO_UPLOAD]),
    ],
)
def test_an_example_is_read(name: str, uploads: list[dict[str, Any]]) -> None:
    expected = tuple(RecordingUploaded(bucket=BUCKET, **upload) for upload in uploads)
    assert parse_message((EXAMPLES / f"{name}.json").read_text()) == ParsedMessage(expected)


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
