"""Digits that are read out in other languages than the call's, or than English."""

import time

import pytest

from callinsight.domain.redaction.wish import Redaction
from callinsight.redaction import redacted_text
from tests.domain.sensitive import NUMERALS, TEST_CARDS, UNSPACED, digit_by_digit, read_out

ALL = Redaction()
OWN_SCRIPT = ("ru", "uk", "el", "ar", "he", "hi", "zh", "ja", "ko", "th")


@pytest.mark.parametrize("language", NUMERALS)
def test_cards_that_are_read_out_in_the_calls_language_are_hidden(language: str) -> None:
    for card in TEST_CARDS:
        said = read_out(card, language)
        assert redacted_text(f"123 {said}.", ALL, language) in {"123 [CARD_1].", "[CARD_1]."}
        if language not in UNSPACED:
            assert redacted_text(said.replace(" ", ", ").upper(), ALL, language) == "[CARD_1]"


@pytest.mark.parametrize("language", [*NUMERALS, None, "xx"])
def test_cards_that_are_read_out_in_english_are_hidden_in_every_call(language: str | None) -> None:
    for card in TEST_CARDS:
        assert redacted_text(digit_by_digit(card), ALL, language) == "[CARD_1]"


@pytest.mark.parametrize("language", OWN_SCRIPT)
def test_digits_in_scripts_of_their_own_are_understood_in_every_call(language: str) -> None:
    assert redacted_text(read_out(TEST_CARDS[0], language), ALL, "en") == "[CARD_1]"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("我的卡号是四一一一一一一一一一一一一一一一谢谢", "我的卡号是[CARD_1]谢谢"),
        (
            "カードはよんいちいちいちいちいちいちいちいちいちいちいちいちいちいちいちです",
            "カードは[CARD_1]です",
        ),
        ("四一一一、一一一一、一一一一、一一一一", "[CARD_1]"),
    ],
)
def test_digits_are_found_between_characters_without_blanks(said: str, left: str) -> None:
    assert redacted_text(said, ALL, None) == left


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("ten pan mówi że one są trzy albo cztery", "pl"),
        ("一个人在第三天买了四十一个苹果", "zh"),
        ("それはいちばんにぎやかなところです", "ja"),
        ("bir gün iki kişi geldi", "tr"),
        ("이 일은 사이가 좋은 사람이 합니다", "ko"),
    ],
)
def test_words_that_only_look_like_digits_stay(said: str, language: str) -> None:
    assert redacted_text(said, ALL, language) == said


@pytest.mark.parametrize("part", ["いちいちいちの", "いち", "一", "四x", "สี่", "п'", "ा", "five "])
def test_long_texts_are_read_in_good_time(part: str) -> None:
    begun = time.monotonic()
    redacted_text(part * (8_000 // len(part)), Redaction(kinds=("card", "ssn")), "ja")
    assert time.monotonic() - begun < 20
