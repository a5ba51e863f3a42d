"""Numbers as people read them out, with words in between, and what only looks like one."""

import time

import pytest

from callinsight.domain.redaction.wish import Redaction
from callinsight.redaction import redacted
from tests.domain.labelled import Line, diarized

ALL = Redaction()


def left_of(*lines: str | Line, wish: Redaction = ALL) -> list[str]:
    """What is left of turns that the customer, or who is named, has said."""
    said = [("C", line) if isinstance(line, str) else line for line in lines]
    return [turn.text for turn in redacted(diarized(said), wish).turns]


@pytest.mark.parametrize(
    "said",
    [
        "four triple one, quadruple one, quadruple one, quadruple one",
        "four one one one comma one one one one comma one one one one comma one one one one",
        "4111, that's right, 1111, yes, 1111, sorry, 1111",
        "four one one one okay one one one one mm-hm one one one one and then one one one one",
        "four thousand one hundred eleven, one thousand one hundred and eleven, eleven eleven, "
        "eleven hundred eleven",
    ],
)
def test_a_card_is_one_number_whatever_is_said_in_between(said: str) -> None:
    assert left_of(f"it is {said}") == ["it is [CARD_1]"]


@pytest.mark.parametrize(
    "said", ["555-123-4567", "(555) 123-4567", "456-1111", "five five five 123 four five six seven"]
)
def test_phone_numbers_that_no_exchange_has_are_hidden_where_one_is_asked_for(said: str) -> None:
    assert left_of(("A", "which number can we call"), said)[1] == "[PHONE_1]"


@pytest.mark.parametrize(
    ("said", "regions"),
    [
        ("part 456-1111", ("US",)),
        ("order 5551234567, call me", ("US",)),
        ("call 555-123-4567", ("FR",)),
    ],
)
def test_other_numbers_of_their_form_stay(said: str, regions: tuple[str, ...]) -> None:
    assert left_of(said, wish=Redaction(phone_regions=regions)) == [said]


def test_digits_far_apart_are_not_one_number() -> None:
    talk: list[str | Line] = [("A", "yes"), ("B", "no"), ("A", "yes"), ("B", "no")]
    assert left_of("4111 1111", *talk, "1111 1111")[-1] == "1111 1111"


def test_words_around_a_phone_number_do_not_lengthen_it() -> None:
    said = "two oh two four five six one one one one"
    assert left_of(f"{said}, okay, and one more") == ["[PHONE_1], okay, and one more"]


def test_a_social_security_number_is_expected_for_some_turns() -> None:
    question = ("A", "your social security number please")
    chat: list[str | Line] = ["hm", ("A", "take your time")]
    assert left_of(question, *chat * 2, "123456789")[-1] == "[SSN_1]"
    assert left_of(question, *chat * 4, "123456789")[-1] == "123456789"


@pytest.mark.parametrize("said", ["912-70-1234", "nine one two seven oh one two three four"])
def test_the_number_of_a_taxpayer_is_hidden(said: str) -> None:
    assert left_of(said) == ["[SSN_1]"]


@pytest.mark.parametrize(
    "said",
    [
        "the year nineteen ninety nine and two thousand and one",
        "we counted one two three four five six seven eight nine ten",
        "UPS 123 45 6789 boxes",
        "case 100-20-3000",
        "order number is 123 45 6789",
        "social media order 123456789",
        "flight 100-2000 leaves from gate 12",
        "one thousand two hundred and fifty four, or two thousand one hundred eleven",
    ],
)
def test_years_counts_and_named_numbers_stay(said: str) -> None:
    assert left_of(said) == [said]


@pytest.mark.parametrize(
    "part",
    [
        "one hundred ",
        "two thousand and ",
        "one yes ",
        "4 sorry ",
        "555-123-4567 ",
        "(555) ",
        "order number ",
        "call me ",
        "social ",
        "12, ",
        "1 2 3 4 5 6 7 8 9 10 ",
    ],
)
def test_long_texts_are_read_in_good_time(part: str) -> None:
    begun = time.monotonic()
    left_of(part * (10_000 // len(part)))
    assert time.monotonic() - begun < 20
