"""Events of any shape: a parsed message or `MalformedEventError`, never anything else."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callinsight.domain.errors.sender import MalformedEventError
from callinsight.domain.events import ParsedMessage, parse_message
from tests.domain.wrappings import BUCKET, CREATED, records, sns

ANY_TEXT = st.text(st.characters())
FIELDS = [
    "Records", "Type", "Message", "Event", "source", "detail", "detail-type", "eventSource",
    "eventName", "s3", "bucket", "object", "name", "key", "eTag", "etag", "size", "versionId",
    "version-id", "sequencer",
]  # fmt: skip
NAMES = st.sampled_from(FIELDS)
WORDS = st.sampled_from(["Notification", "aws.s3", "aws:s3", CREATED, "Object Created", BUCKET])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAMES | ANY_TEXT, inner, max_size=6)
    ),
    max_leaves=20,
)
ALMOST_RECORDS = st.fixed_dictionaries(
    {"eventSource": st.just("aws:s3"), "eventName": st.just(CREATED) | JSON},
    optional={
        "s3": JSON
        | st.fixed_dictionaries(
            {
                "bucket": JSON | st.fixed_dictionaries({"name": WORDS | JSON}),
                "object": JSON | st.dictionaries(NAMES, ANY_TEXT | JSON, max_size=6),
            }
        )
    },
)
ALMOST_EVENTBRIDGE = st.fixed_dictionaries(
    {"source": st.just("aws.s3"), "detail-type": st.just("Object Created") | JSON},
    optional={"detail": JSON | st.fixed_dictionaries({"bucket": JSON, "object": JSON})},
)


def is_read_or_refused(body: str) -> bool:
    try:
        return isinstance(parse_message(body), ParsedMessage)
    except MalformedEventError:
        return True


@given(ANY_TEXT)
@example("\ud800")
@example("\x00")
@example("\ufeff{}")
@example("NaN")
@example("1e999999")
def test_any_text_is_read_or_refused(body: str) -> None:
    assert is_read_or_refused(body)


@given(JSON)
def test_any_json_is_read_or_refused(document: object) -> None:
    assert is_read_or_refused(json.dumps(document))
    assert is_read_or_refused(json.dumps(document, ensure_ascii=False))


@given(st.lists(ALMOST_RECORDS, max_size=4))
def test_every_almost_good_record_is_counted_once(items: list[object]) -> None:
    message = parse_message(records(*items))
    assert len(message.uploads) + message.malformed <= len(items)
    assert all(upload.bucket and upload.key for upload in message.uploads)


@given(ALMOST_EVENTBRIDGE)
def test_an_almost_good_event_of_eventbridge_is_read_or_refused(document: object) -> None:
    assert is_read_or_refused(json.dumps(document))


@given(ANY_TEXT | JSON)
def test_anything_inside_sns_is_read_or_refused(message: object) -> None:
    assert is_read_or_refused(sns(message))
    assert is_read_or_refused(sns(json.dumps(message)))


@pytest.mark.parametrize("depth", [10, 300, 900, 950, 990, 1_000, 1_100, 100_000])
@pytest.mark.parametrize(
    ("opened", "closed"), [("[", "]"), ('{"Records":', "}"), ('{"s3":[', "]}")]
)
def test_json_of_any_depth_is_read_or_refused(depth: int, opened: str, closed: str) -> None:
    deep = opened * depth + "1" + closed * depth
    assert is_read_or_refused(deep)
    assert is_read_or_refused(opened * depth)
    assert is_read_or_refused(f'{{"Records":[{{"eventSource":"aws:s3","eventName":{deep}}}]}}')
