"""Keys in events: decoded exactly once where S3 encodes them, and nowhere else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callinsight.domain.errors.sender import MalformedEventError
from callinsight.domain.events import KEY_LIMIT_BYTES, ParsedMessage, parse_message
from tests.domain.wrappings import BUCKET, WRAPPINGS, a_record, eventbridge, records

VALID_KEYS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=1024).filter(
    lambda key: len(key.encode()) <= KEY_LIMIT_BYTES
)
ENCODED = [
    ("uploads/my+call.wav", "uploads/my call.wav"),
    ("uploads%2Fmy%20call.wav", "uploads/my call.wav"),
    ("uploads/a%2Bb.wav", "uploads/a+b.wav"),
    ("uploads/a%252Bb.wav", "uploads/a%2Bb.wav"),
    ("uploads/100%25.wav", "uploads/100%.wav"),
    ("uploads/100%.wav", "uploads/100%.wav"),
    ("uploads/%C3%BC%E2%82%AC.wav", "uploads/ü€.wav"),
    ("uploads/ü.wav", "uploads/ü.wav"),
    ("+", " "),
]


@pytest.mark.parametrize(("encoded", "key"), ENCODED)
def test_a_key_of_a_direct_event_is_decoded_once(encoded: str, key: str) -> None:
    assert parse_message(records(a_record(encoded))).uploads[0].key == key


@pytest.mark.parametrize("key", [encoded for encoded, _ in ENCODED])
def test_a_key_of_eventbridge_is_taken_as_it_is(key: str) -> None:
    assert parse_message(eventbridge(key)).uploads[0].key == key


@given(VALID_KEYS)
@example("uploads/ a+b%2Fc%252B\x00\U0001f600.wav")
@example("k" * KEY_LIMIT_BYTES)
@example("ü" * (KEY_LIMIT_BYTES // 2))
def test_a_key_comes_out_of_every_wrapping_as_it_was(key: str) -> None:
    for wrapped in WRAPPINGS.values():
        message = parse_message(wrapped(key))
        assert [(upload.bucket, upload.key) for upload in message.uploads] == [(BUCKET, key)]
        assert message.malformed == 0


@pytest.mark.parametrize(
    "key",
    [
        "k" * (KEY_LIMIT_BYTES + 1),
        "ü" * (KEY_LIMIT_BYTES // 2) + "k",
        "uploads/\ud800.wav",
    ],
)
def test_a_key_that_s3_cannot_have_is_malformed(key: str) -> None:
    assert parse_message(records(a_record(key))) == ParsedMessage(malformed=1)
    with pytest.raises(MalformedEventError):
        parse_message(eventbridge(key))


@pytest.mark.parametrize("encoded", ["uploads/%FF.wav", "uploads/%C3.wav", "%ED%A0%80"])
def test_bytes_that_are_no_text_are_malformed(encoded: str) -> None:
    assert parse_message(records(a_record(encoded))) == ParsedMessage(malformed=1)


def test_the_limit_counts_the_key_and_not_its_encoding() -> None:
    assert parse_message(records(a_record("%41" * KEY_LIMIT_BYTES))).malformed == 0
