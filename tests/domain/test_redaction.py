"""Redaction: planted values never survive, whatever is not of a listed kind stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.redaction.replacing import placeholders
from callinsight.domain.redaction.wish import Redaction
from callinsight.domain.transcript import Transcript
from callinsight.redaction import redacted
from tests.domain.labelled import Line, dialogues, diarized
from tests.domain.sensitive import TEST_CARDS, TEST_IBANS, grouped, ways_of

ALL = Redaction()
WORDS = st.sampled_from(["so", "well", "it", "is", "yes", "please", "thank", "you", "the", "now"])
CARRIERS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


def texts(*lines: str | Line, wish: Redaction = ALL) -> list[str]:
    """What is left of turns that the customer, or who is named, has said."""
    said = [("C", line) if isinstance(line, str) else line for line in lines]
    return [turn.text for turn in redacted(diarized(said), wish).turns]


@given(st.data(), st.sampled_from(TEST_CARDS), CARRIERS, CARRIERS)
def test_no_way_of_giving_a_card_survives(
    data: st.DataObject, card: str, before: str, after: str
) -> None:
    said = data.draw(ways_of(card))
    assert texts(f"{before} {said} {after}") == [f"{before} [CARD_1] {after}"]


@given(st.sampled_from(TEST_IBANS), st.sampled_from([" ", "-", "."]), st.integers(1, 6), CARRIERS)
def test_no_way_of_writing_an_account_survives(
    iban: str, separator: str, size: int, before: str
) -> None:
    said = grouped(iban, [size] * 40, separator)
    assert texts(f"{before}, {said}, {before}") == [f"{before}, [IBAN_1], {before}"]


@given(st.data(), st.sampled_from(["123456789", "078051120", "457555462"]), CARRIERS)
def test_no_way_of_giving_a_social_security_number_survives_where_it_was_asked_for(
    data: st.DataObject, number: str, after: str
) -> None:
    said = data.draw(ways_of(number))
    question = ("A", "your social please")
    assert texts(question, f"{said} {after}") == [question[1], f"[SSN_1] {after}"]


@pytest.mark.parametrize(
    "said",
    [
        "anna.smith+home@example.com",
        "anna.smith+home @ example.com",
        "anna dot smith plus home at example dot com",
        "anna.smith+home at example.com",
    ],
)
def test_an_address_is_the_same_however_it_is_said(said: str) -> None:
    other = "anna.smith+home@example.com"
    assert texts(f"write to {said}, or {other}.") in (
        ["write to [EMAIL_1], or [EMAIL_1]."],
        ["write [EMAIL_1], or [EMAIL_1]."],
    )


@pytest.mark.parametrize(
    "said",
    [
        "j o h n at example dot com",
        "john five five at mail dot example dot co dot uk",
        "j dot smith 77 at example dash shop dot com",
    ],
)
def test_addresses_that_are_spelled_are_found_whole(said: str) -> None:
    assert texts(f"{said} thanks") == ["[EMAIL_1] thanks"]


@pytest.mark.parametrize(
    "said",
    [
        "202-456-1111",
        "(202) 456 1111",
        "+1 202 456 1111",
        "+49 30 901820",
        "two oh two four five six one one one one",
        "two oh two, four five six, double one double one",
        "020 7946 0958",
    ],
)
def test_phone_numbers_are_found_written_and_said(said: str) -> None:
    (left,) = texts(f"call me at {said} please")
    assert left.removeprefix("call me at ").lstrip("(+") == "[PHONE_1] please"


@given(st.lists(CARRIERS, min_size=1, max_size=5), st.lists(st.integers(0, 9999), max_size=1))
def test_what_is_not_of_a_listed_kind_stays_as_it_is(
    carriers: list[str], numbers: list[int]
) -> None:
    call = diarized([("C", " ".join([*carriers, *map(str, numbers)]))])
    assert redacted(call, ALL) == call


@pytest.mark.parametrize(
    "said",
    [
        "order 4111111111111112 and invoice 9000000001",
        "it costs $45, 30 dollars and two hundred and fifty more by half past nine",
        "look at this. So we met at home, at nine. Then at ten",
        "one two three four, and five six for the gate",
        "card ending in 1111, expires 12/29",
        "the words MT84MALTABCDEFGHIJKLMNOPQRSTUVW have an account's length",
    ],
)
def test_numbers_of_other_kinds_stay(said: str) -> None:
    assert texts(said) == [said]


@pytest.mark.parametrize("name", ["held_out", "tuned"])
def test_calls_without_such_values_stay_byte_for_byte(name: str) -> None:
    for lines in dialogues(name).values():
        call = diarized(lines)
        assert redacted(call, ALL).model_dump_json() == call.model_dump_json()


def test_a_number_that_is_said_in_several_turns_is_one_number() -> None:
    left = texts("it is 4111 1111", ("A", "mm-hm"), "1111", ("A", "yes"), "1111 thanks")
    assert left == ["it is [CARD_1]", "mm-hm", "[CARD_1]", "yes", "[CARD_1] thanks"]


def test_the_same_value_has_the_same_placeholder_whoever_says_it_and_how() -> None:
    first, second = TEST_CARDS[:2]
    left = texts(first, ("A", f"not {second} but four triple one {first[4:]}"))
    assert left == ["[CARD_1]", "not [CARD_2] but [CARD_1]"]


def test_a_placeholder_takes_the_time_of_the_words_in_whose_place_it_stands() -> None:
    call = diarized([("C", "it is 4111 1111 1111 1111, yes")])
    words = call.turns[0].words
    left = redacted(call, ALL).turns[0].words
    assert [word.text for word in left] == ["it", "is", "[CARD_1],", "yes"]
    assert (left[2].start, left[2].end) == (words[2].start, words[5].end)
    assert (left[3], left[:2]) == (words[6], words[:2])


def test_a_text_that_is_written_otherwise_than_its_words_is_redacted_like_them() -> None:
    call = diarized([("C", "four one one one 1111 1111 1111 yes")])
    written = call.turns[0].model_copy(update={"text": "4111 1111 1111 1111. Yes."})
    (left,) = redacted(_with(call, written), ALL).turns
    assert (left.text, left.words[0].text) == ("[CARD_1]. Yes.", "[CARD_1]")


def test_a_turn_without_words_is_redacted() -> None:
    call = diarized([("C", "it is 4111 1111 1111 1111")])
    (left,) = redacted(_with(call, call.turns[0].model_copy(update={"words": ()})), ALL).turns
    assert (left.text, left.words) == ("it is [CARD_1]", ())


def test_only_the_wished_kinds_are_redacted_and_counted() -> None:
    said = "card 4111 1111 1111 1111, mail anna@example.com"
    result = redacted(diarized([("C", said)]), Redaction(kinds=("email",)))
    assert result.turns[0].text == "card 4111 1111 1111 1111, mail [EMAIL_1]"
    assert placeholders(result) == {"email": 1}


def test_redacting_what_is_redacted_changes_nothing() -> None:
    once = redacted(diarized([("C", "4111 1111 1111 1111 or anna@example.com")]), ALL)
    assert redacted(once, ALL) == once


def test_digits_of_other_languages_are_understood() -> None:
    german = diarized([("C", "vier eins eins eins " + "eins " * 12)])
    call = german.model_copy(update={"language": "de"})
    assert redacted(call, ALL).turns[0].text == "[CARD_1]"


def _with(call: Transcript, turn: object) -> Transcript:
    return call.model_copy(update={"turns": (turn,)})
