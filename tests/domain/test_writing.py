"""Writing: where blanks stand between words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.transcript import turns_of
from callinsight.domain.writing import joined
from tests.domain.speech import heard


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["hello", "there"], "hello there"),
        (["你", "好", "吗", "?"], "你好吗 ?"),
        (["你好", "。", "再见"], "你好。再见"),
        (["もし", "もし", "、", "カード", "です"], "もしもし、カードです"),
        (["สวัสดี", "ครับ"], "สวัสดีครับ"),
        (["안녕하세요", "고객님"], "안녕하세요 고객님"),
        (["我", "的", "iPhone", "坏", "了"], "我的 iPhone 坏了"),
        (["", "hello", ""], "hello"),
        ([], ""),
    ],
)
def test_words_are_written_as_their_script_is(words: list[str], text: str) -> None:
    assert joined(words) == text


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1)))
def test_no_character_of_a_word_is_lost(words: list[str]) -> None:
    kept = joined(words)
    assert kept.replace(" ", "") == "".join(words).replace(" ", "")


@given(st.lists(st.text("abcd", min_size=1)))
def test_words_in_latin_letters_come_back(words: list[str]) -> None:
    assert joined(words).split() == words


def test_a_turn_is_written_as_its_script_is() -> None:
    (turn,) = turns_of([heard("你", 0.0, 0.2), heard("好", 0.2, 0.4)])
    assert (turn.text, len(turn.words)) == ("你好", 2)
