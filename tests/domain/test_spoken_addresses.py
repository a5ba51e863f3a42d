"""E-mail addresses as people say them and recognisers write them, and web addresses, which stay."""

import time

import pytest

from callinsight.domain.redaction.wish import Redaction
from callinsight.redaction import redacted_text
from tests.domain.sensitive import ADDRESSES, WEB_ADDRESSES

ALL = Redaction()


@pytest.mark.parametrize(
    ("language", "said"),
    [(code, said) for code, all_said in ADDRESSES.items() for said in all_said],
)
def test_spoken_addresses_are_hidden_whole(language: str, said: str) -> None:
    assert redacted_text(said, ALL, language) == "[EMAIL_1]"
    assert redacted_text(f"okay, it's {said}, thanks", ALL, language) == (
        "okay, it's [EMAIL_1], thanks"
    )


@pytest.mark.parametrize("said", WEB_ADDRESSES)
def test_places_and_web_addresses_that_nobody_is_named_for_stay(said: str) -> None:
    assert redacted_text(said, ALL, "en") == said


@pytest.mark.parametrize(
    "said",
    [
        "mail me at anna dot smith plus home two at example dot com",
        "write to me at anna.smith+home2@ example. com",
        "mail me at Anna dot Smith plus home 2, at example dot com",
    ],
)
def test_what_stands_before_an_address_stays_and_the_address_is_one_value(said: str) -> None:
    left = redacted_text(f"{said} or anna.smith+home2@example.com", ALL, "en")
    assert left in {"mail me at [EMAIL_1] or [EMAIL_1]", "write to me at [EMAIL_1] or [EMAIL_1]"}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ('it is "anna at gmail dot com"', 'it is "[EMAIL_1]"'),
        ("anna@example.com@example.org", "[EMAIL_1]@example.org"),
        ("anna at gmail.com. Then I left", "[EMAIL_1]. Then I left"),
        ("anna at gmail. Then I left", "anna at gmail. Then I left"),
        ("anna at gmail . com now", "[EMAIL_1] now"),
        (
            "anna at a dot b dot q dot d dot f dot g dot k dot com",
            "anna at a dot b dot q dot d dot f dot g dot k dot com",
        ),
        ("anna dot", "anna dot"),
    ],
)
def test_an_address_ends_where_it_ends(said: str, left: str) -> None:
    assert redacted_text(said, ALL, "en") == left


@pytest.mark.parametrize(
    "part",
    ["at ", "a@", "a.", "a at b dot ", "dot ", "x at sign ", "a b c ", "one two ", "a- ", "at a, "],
)
def test_long_texts_are_read_in_good_time(part: str) -> None:
    begun = time.monotonic()
    redacted_text(part * (50_000 // len(part)), Redaction(kinds=("email",)), "en")
    assert time.monotonic() - begun < 20
