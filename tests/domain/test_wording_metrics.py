"""Words per minute and questions: counted on the words, by code."""

import pytest

from callinsight.domain.metrics.talk import TalkMetrics, talk_metrics
from callinsight.domain.transcript import SpeechInterval, Turn
from tests.domain.speech import a_transcript, a_turn, agent, customer, heard


def words_per_minute(metrics: TalkMetrics, speaker: str = "agent") -> float | None:
    return (metrics.words_per_minute or {}).get(speaker)


@pytest.mark.parametrize(("end", "pace"), [(9.999, None), (10.0, 12.0), (24.0, 5.0)])
def test_pace_is_counted_from_ten_seconds_of_talk(end: float, pace: float | None) -> None:
    metrics = talk_metrics(a_transcript(agent(0, 5), agent(5, end), customer(30, 45)))
    assert words_per_minute(metrics) == pace
    assert words_per_minute(metrics, "customer") == 4.0


def test_words_without_times_do_not_make_the_timed_ones_faster() -> None:
    words = [agent(0, 12), heard("um", channel=0, speaker="channel_0"), customer(20, 21)]
    assert words_per_minute(talk_metrics(a_transcript(*words))) == 5.0


def test_words_of_measured_sound_count_whether_they_have_times_or_not() -> None:
    turns = [Turn(id=1, speaker="a", text="one two three"), Turn(id=2, speaker="b", text="four")]
    sound = [
        SpeechInterval(speaker="a", start=0, end=15),
        SpeechInterval(speaker="b", start=16, end=46),
    ]
    metrics = talk_metrics(a_transcript(turns=turns, speech=sound, channels=1))
    assert metrics.words_per_minute == {"a": 12.0, "b": 2.0}


@pytest.mark.parametrize("text", ["你好", "สวัสดี"])
def test_a_script_without_blanks_has_no_words_to_count(text: str) -> None:
    metrics = talk_metrics(a_transcript(agent(0, 12, text), customer(13, 30, "안녕")))
    assert metrics.unavailable["words_per_minute.agent"] == "unspaced_script"
    assert words_per_minute(metrics, "customer") == 3.5


def test_a_few_words_of_such_a_script_are_words_like_others() -> None:
    metrics = talk_metrics(a_transcript(agent(0, 6, "你好"), agent(6, 12, "Zoë"), customer(13, 14)))
    assert words_per_minute(metrics) == 10.0


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("How are you? Fine.", 1),
        ("What?! Really??? No!", 2),
        ("好吗\uff1f好。", 1),
        ("هل أنت بخير؟", 1),
        ("It is 3.5 percent.", 0),
        ("No...", 0),
    ],
)
def test_a_question_is_a_sentence_with_its_mark(text: str, asked: int) -> None:
    turns = [a_turn(text), a_turn("I see.", 2, speaker="b"), a_turn("Why?", 3, speaker="b")]
    metrics = talk_metrics(a_transcript(turns=turns))
    assert metrics.questions == {"a": asked, "b": 1}


def test_a_number_is_no_sentence_mark() -> None:
    metrics = talk_metrics(a_transcript(turns=[a_turn("it is 3.5 percent is it")]))
    assert metrics.unavailable["questions"] == "no_punctuation"
