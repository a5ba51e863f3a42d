"""Answers of providers after redaction: the same shape, and no value in any of its lists."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.redaction.said import Said, halves_of
from callinsight.domain.redaction.wish import Redaction
from callinsight.redacted_answers import redacted_answer
from callinsight.redaction import redacted, said_values
from tests.domain.labelled import diarized
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


def _turn(name: str, value: object, *parts: str) -> list[dict[str, object]]:
    return [{name: value, "text": part} for part in parts]


@pytest.mark.parametrize("speaker", ["speaker", "speaker_id", "channel", "channel_index"])
def test_a_card_is_hidden_although_the_other_speaks_in_between(speaker: str) -> None:
    words = [
        *_turn(speaker, 1, "my", "card", "is", "4111", "1111"),
        *_turn(speaker, 0, "yes", "okay"),
        *_turn(speaker, 1, "1111", "1111", "thanks"),
    ]
    left = " ".join(word["text"] for word in hidden({"words": words})["words"] if word["text"])
    assert left == "my card is [CARD] yes okay [CARD] thanks"


def test_words_within_segments_are_hidden_across_the_segments_of_their_speaker() -> None:
    said = [("A", "four one one one"), ("B", "okay then"), ("A", "one one one one")]
    segments = [
        {"speaker": who, "text": text, "words": [{"word": word} for word in text.split()]}
        for who, text in [*said, said[1], said[2], said[1], said[2]]
    ]
    left = hidden({"segments": segments})["segments"]
    assert [one["text"] for one in left[::2]] == ["[CARD]"] * 4
    assert ["".join(word["word"] for word in one["words"]) for one in left[::2]] == ["[CARD]"] * 4
    assert [one["text"] for one in left[1::2]] == ["okay then"] * 3


@pytest.mark.parametrize(
    "lines",
    [
        [("C", "my card is 4111 1111"), ("A", "yes okay"), ("C", "1111 1111 thanks")],
        [("C", "four one one one"), ("A", "okay"), *[("C", "one one one one"), ("A", "go on")] * 3],
        [("C", "it's john dot doe"), ("A", "yes"), ("C", "at gmail dot com")],
    ],
)
def test_what_is_hidden_in_the_transcript_is_hidden_where_no_speaker_is_named(
    lines: list[tuple[str, str]],
) -> None:
    call = diarized(lines)
    texts = [text for _, text in lines]
    answer = {
        "text": " ".join(texts),
        "segments": [{"text": text} for text in texts],
        "words": [{"text": word} for text in texts for word in text.split()],
        "tokens": [{"token": char} for char in " ".join(texts)],
        "srt": "".join(
            f"{n}\n00:00:0{n},100 --> 00:00:0{n},900\n{t}\n\n" for n, t in enumerate(texts)
        ),
    }
    body = redacted_answer(json.dumps(answer).encode(), ALL, "en", said_values(call, ALL))
    left = json.loads(body)
    for turn, before in zip(redacted(call, ALL).turns, texts, strict=True):
        if turn.text != before:
            hidden_part = turn.text.replace("_1]", "]")
            assert hidden_part in left["text"]
    for said in ("4111", "one one", "john", "gmail"):
        assert said not in " ".join(str(value) for value in left.values())
        assert said not in "".join(token["token"] for token in left["tokens"])
        assert said not in " ".join(word["text"] for word in left["words"])
    assert left["srt"].count(" --> ") == len(lines)


def test_the_characters_of_words_are_hidden_with_them() -> None:
    words = [
        {"text": word, "characters": [{"text": char, "start": 1} for char in word]}
        for word in ["my", "card", "is", "4111", "1111", "1111", "1111", "thanks"]
    ]
    left = hidden({"words": words})["words"]
    told = ["".join(char["text"] for char in word["characters"]) for word in left]
    assert told == ["my", "card", "is", "[CARD]", "", "", "", "thanks"]
    assert [word["text"] for word in left] == told
    assert left[3]["characters"][0]["start"] == 1


def test_subtitles_keep_their_times() -> None:
    captions = ["my card is four one one one", "one one one one", "1111 1111 thanks"]
    srt = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{text}\n\n" for n, text in enumerate(captions, 1)
    )
    vtt = "WEBVTT\n\n" + srt.replace(",", ".")
    for content in (srt, vtt):
        left = hidden({"additional_formats": [{"content": content}]})
        told = left["additional_formats"][0]["content"]
        assert told.count(" --> ") == 3
        assert "00:00:02" in told
        assert "my card is [CARD]" in told
        assert told.rstrip().endswith("thanks")
        assert "one" not in told


def test_keys_numbers_and_documents_within_texts_are_read_too() -> None:
    inner = json.dumps({"words": [{"text": "4111 1111"}, {"text": "1111 1111"}]})
    document = {"n": 4111111111111111, "4111 1111 1111 1111": 1, "at": 1732579.25, "inner": inner}
    left = hidden(document)
    assert left["n"] == "[CARD]"
    assert left["[CARD]"] == 1
    assert left["at"] == 1732579.25
    assert json.loads(left["inner"]) == {"words": [{"text": "[CARD]"}, {"text": ""}]}


def test_a_number_is_hidden_if_it_was_said() -> None:
    call = diarized([("A", "your social please"), ("C", "it is 123456789")])
    body = json.dumps({"n": [123456789, 987654321, True]}).encode()
    left = json.loads(redacted_answer(body, ALL, "en", said_values(call, ALL)))
    assert left == {"n": ["[SSN]", 987654321, True]}


def test_files_that_cannot_be_read_are_not_kept() -> None:
    file = {"file_extension": "docx", "is_base64_encoded": True, "content": "NDExMSAxMTEx"}
    assert hidden({"additional_formats": [file]})["additional_formats"][0]["content"] == ""


@pytest.mark.parametrize(
    "part", ["1\n00:00:01,000 --> 2\n", "1\n", " --> ", "00:00 ", "[", '"a": ']
)
def test_long_answers_are_read_in_good_time(part: str) -> None:
    begun = time.monotonic()
    hidden({"text": part * (8_000 // len(part))})
    assert time.monotonic() - begun < 20


def test_the_halves_of_a_value_that_a_cut_parted_are_hidden_in_both_pieces() -> None:
    call = diarized([("C", "my card is 4111 1111"), ("A", "yes"), ("C", "1111 1111 thanks")])
    halves = [half for value in said_values(call, ALL) for half in halves_of(value)]
    first = json.dumps({"text": "my card is 4111", "words": [{"word": "4111"}, {"word": "and"}]})
    second = json.dumps({"text": "1111 yes 1111 1111 thanks"})
    left = [json.loads(redacted_answer(one.encode(), ALL, "en", halves)) for one in (first, second)]
    assert left[0] == {"text": "my card is [CARD]", "words": [{"word": "[CARD]"}, {"word": "and"}]}
    assert left[1] == {"text": "[CARD] yes [CARD] thanks"}


def test_marks_of_a_letter_are_hidden_with_it() -> None:
    values = [Said("card", "", ("ห้า สี่",))]
    body = json.dumps({"text": "ห้า สี่ ok"}).encode()
    assert json.loads(redacted_answer(body, ALL, None, values)) == {"text": "[CARD] ok"}


def test_values_that_overlap_are_hidden_together() -> None:
    values = [Said("card", "", ("4111 1111",)), Said("card", "", ("1111 1111",))]
    values += [Said("ssn", "", ("...",)), *halves_of(Said("ssn", "", ("a b", "c")))]
    body = json.dumps("it is 4111 1111 1111, yes a").encode()
    assert json.loads(redacted_answer(body, ALL, None, values)) == "it is [CARD], yes a"
