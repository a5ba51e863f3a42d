"""Answers of providers after redaction: the same shape, and no value in any of its lists."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.redaction.wish import Redaction
from callinsight.redacted_answers import redacted_answer
from tests.domain.sensitive import TEST_CARDS, ways_of

ALL = Redaction()


def hidden(document: Any) -> Any:
    """What is kept of an answer."""
    return json.loads(redacted_answer(json.dumps(document).encode(), ALL, "en"))


def test_words_with_their_blanks_between_them_are_hidden_and_keep_their_times() -> None:
    said = ["it", "is", "4111", "1111", "1111", "1111", "thanks"]
    words = [
        part
        for place, word in enumerate(said)
        for part in ({"text": word, "start": place, "type": "word"}, {"text": " ", "start": place})
    ]
    left = hidden({"text": " ".join(said), "words": words})
    assert left["text"] == "it is [CARD] thanks"
    assert "".join(word["text"] for word in left["words"]).strip() == "it is [CARD] thanks"
    assert [word["start"] for word in left["words"]] == [word["start"] for word in words]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("word", ["4111", "1111", "1111", "1111"]),
        ("token", [" 41", "11", " 1111", " 111", "1 11", "11"]),
        ("text", list("4111 1111 1111 1111")),
        ("text", ["an", "na", "@", "exam", "ple", ".com"]),
    ],
)
def test_values_that_are_spread_over_a_list_are_hidden(name: str, parts: list[str]) -> None:
    left = hidden({"list": [{name: part, "n": 1} for part in parts]})["list"]
    assert "".join(one[name] for one in left).strip() in {"[CARD]", "[EMAIL]"}


@given(st.data(), st.sampled_from(TEST_CARDS))
def test_no_way_of_giving_a_card_survives_in_words_or_in_the_text(
    data: st.DataObject, card: str
) -> None:
    said = data.draw(ways_of(card))
    words = [{"text": word} for word in said.split(" ")]
    assert hidden({"a": said, "words": words})["a"] == "[CARD]"
    left = "".join(word["text"] for word in hidden(words))
    assert left == "[CARD]"


def test_what_holds_no_value_stays_as_it_is() -> None:
    document = {"text": "order 12 é", "n": [1, None, True, 2.5, {"text": 4}], "words": []}
    assert hidden(document) == document


def test_what_is_no_json_is_not_kept() -> None:
    assert redacted_answer(b"4111 1111 1111 1111 <", ALL, None) == b"null"
