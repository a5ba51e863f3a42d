"""Call ids: sortable by time, and derived for objects that came without a call."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callinsight.domain.call_id import created_at_of, derived_call_id, is_call_id, new_call_id
from tests.builders import NOON

OBJECT = ("recordings", "uploads/call.wav", "etag-1")
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def test_new_ids_have_the_form_of_an_id_and_are_never_the_same() -> None:
    ids = {new_call_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(is_call_id(call_id) for call_id in ids)


def test_an_id_tells_when_it_was_made() -> None:
    made = created_at_of(new_call_id())
    assert made.tzinfo is UTC
    assert abs(datetime.now(UTC) - made) < timedelta(minutes=1)


def test_one_object_has_one_derived_id() -> None:
    assert derived_call_id(*OBJECT, NOON) == derived_call_id(*OBJECT, NOON)


@pytest.mark.parametrize(
    "other",
    [
        ("other", "uploads/call.wav", "etag-1"),
        ("recordings", "uploads/other.wav", "etag-1"),
        ("recordings", "uploads/call.wav", "etag-2"),
        ("recording", "suploads/call.wav", "etag-1"),
    ],
)
def test_another_object_or_version_has_another_derived_id(other: tuple[str, str, str]) -> None:
    assert derived_call_id(*other, NOON) != derived_call_id(*OBJECT, NOON)


@given(st.text(), st.text(), st.integers(0, 4_000_000_000))
def test_a_derived_id_has_the_form_and_the_time_of_the_upload(
    key: str, version: str, second: int
) -> None:
    uploaded_at = datetime.fromtimestamp(second, UTC)
    call_id = derived_call_id("recordings", key, version, uploaded_at)
    assert is_call_id(call_id)
    assert created_at_of(call_id) == uploaded_at


def test_derived_ids_sort_by_the_time_of_the_upload() -> None:
    ids = [derived_call_id(*OBJECT, NOON + timedelta(seconds=n)) for n in range(20)]
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0" * 25,
        "0" * 27,
        "0" * 26 + "\n",
        *("0" * 25 + letter for letter in "A/ilou-\u0663"),
        *(first + "0" * 25 for first in "789az"),
    ],
)
def test_another_text_is_no_call_id(text: str) -> None:
    assert not is_call_id(text)


@given(st.text("0123456789abcdefghijklmnopqrstuvwxyzA", min_size=26, max_size=26))
def test_an_id_is_made_of_crockfords_letters_and_begins_with_a_digit_up_to_six(text: str) -> None:
    assert is_call_id(text) is (set(text) <= set(CROCKFORD) and text[0] in "0123456")


@given(st.sampled_from("0123456"), st.text(CROCKFORD, min_size=25, max_size=25))
@example("0", "0" * 25)
@example("6", "z" * 25)
def test_every_id_has_a_time(first: str, rest: str) -> None:
    assert is_call_id(first + rest)
    assert created_at_of(first + rest).tzinfo is UTC
