"""Turns, interruptions and responses: one small conversation for each sentence of a definition."""

import pytest

from callinsight.domain.metrics.talk import TalkMetrics, talk_metrics
from callinsight.domain.transcript import HeardWord, SpeechInterval
from tests.domain.speech import a_transcript, agent, customer


def measured(*words: HeardWord) -> TalkMetrics:
    return talk_metrics(a_transcript(*words))


@pytest.mark.parametrize(
    ("words", "agents_turns"),
    [
        ([agent(0, 1), agent(2, 3)], 1),
        ([agent(0, 1), agent(2.001, 3)], 2),
        ([agent(0, 1), customer(1.1, 1.4), agent(1.5, 3)], 2),
        ([agent(0, 1), agent(1.1, 3), customer(1.5, 1.9)], 1),
        ([agent(0, 3), customer(2.8, 6), agent(6.2, 7)], 2),
        ([agent(0, 5), customer(1, 4)], 1),
    ],
)
def test_a_turn_lasts_until_a_long_pause_or_until_somebody_else_takes_the_floor(
    words: list[HeardWord], agents_turns: int
) -> None:
    assert (measured(*words, customer(20, 21)).turns or {})["agent"] == agents_turns


@pytest.mark.parametrize(
    ("begin", "end", "text", "interruptions", "backchannels"),
    [
        (2, 2.5, "wait", 0, 1),
        (2, 2.501, "wait", 1, 0),
        (2, 4, "Mm-hm.", 0, 1),
        (2, 4, "Right,", 0, 1),
        (4.5, 7, "so", 0, 0),
        (4.499, 7, "so", 1, 0),
        (4.5, 5, "so", 0, 1),
        (5, 7, "so", 0, 0),
        (0, 3, "both", 0, 0),
        (6, 7, "right", 0, 0),
    ],
)
def test_whoever_begins_over_another_for_more_than_half_a_second_interrupts(
    begin: float, end: float, text: str, interruptions: int, backchannels: int
) -> None:
    metrics = measured(agent(0, 5), customer(begin, end, text))
    assert metrics.interruptions == {"agent": 0, "customer": interruptions}
    assert metrics.backchannels == {"agent": 0, "customer": backchannels}


def test_words_with_less_than_a_breath_between_them_are_one_interruption() -> None:
    metrics = measured(agent(0, 9), customer(2, 2.4), customer(2.6, 3), customer(3.3, 4))
    assert metrics.interruptions == {"agent": 0, "customer": 2}


def test_a_word_inside_another_does_not_end_what_is_interrupted() -> None:
    metrics = measured(agent(0, 4), agent(1, 2), customer(2.5, 3.2))
    assert metrics.interruptions == {"agent": 0, "customer": 1}


def test_a_breath_does_not_end_what_is_interrupted() -> None:
    metrics = measured(agent(0, 2), agent(2.249, 4), customer(2.1, 3))
    assert metrics.interruptions == {"agent": 0, "customer": 1}
    metrics = measured(agent(0, 2), agent(2.25, 4), customer(2.1, 3))
    assert metrics.interruptions == {"agent": 1, "customer": 0}


def test_measured_sound_has_no_words_so_only_short_overlap_is_a_backchannel() -> None:
    sound = [
        SpeechInterval(speaker="channel_0", start=0, end=9),
        SpeechInterval(speaker="channel_1", start=2, end=2.4),
        SpeechInterval(speaker="channel_1", start=4, end=5),
    ]
    words = [agent(0, 9), customer(2, 2.4, "right"), customer(4, 5, "right")]
    metrics = talk_metrics(a_transcript(*words, speech=sound))
    assert (metrics.interruptions or {})["customer"] == 1
    assert (metrics.backchannels or {})["customer"] == 1


def test_several_speakers_are_others_to_each_other() -> None:
    spans = [("a", 0, 9), ("b", 1, 4), ("c", 3, 12), ("a", 9.5, 11), ("b", 20, 21)]
    sound = [SpeechInterval(speaker=who, start=start, end=end) for who, start, end in spans]
    metrics = talk_metrics(a_transcript(speech=sound))
    assert metrics.interruptions == {"a": 1, "b": 1, "c": 1}
    assert metrics.turns == {"a": 1, "b": 1, "c": 1}
    assert metrics.longest_monologue_seconds == {"a": 6.0, "b": 1.0, "c": 6.5}


@pytest.mark.parametrize(
    ("other", "longest"),
    [
        ([], 10.0),
        ([customer(4, 4.4)], 10.0),
        ([customer(4, 8, "yeah")], 10.0),
        ([customer(4, 6)], 6.0),
        ([customer(7, 12)], 7.0),
        ([customer(9.8, 12)], 10.0),
        ([customer(3, 4), customer(6, 7)], 4.0),
    ],
)
def test_a_monologue_ends_where_somebody_interrupts_it(
    other: list[HeardWord], longest: float
) -> None:
    metrics = measured(agent(0, 10), *other, customer(30, 31), agent(40, 41))
    assert (metrics.longest_monologue_seconds or {})["agent"] == longest


@pytest.mark.parametrize(
    ("between", "resumed", "longest"),
    [("mm-hm", 30.5, 60.0), ("okay", 31.0, 60.5), ("mm-hm", 31.1, 30.0), ("but", 30.5, 30.0)],
)
def test_a_listeners_murmur_in_a_breath_does_not_end_a_monologue(
    between: str, resumed: float, longest: float
) -> None:
    heard = [agent(0, 30), customer(30.1, 30.4, between), agent(resumed, resumed + 29.5)]
    metrics = measured(*heard, customer(70, 70.5))
    assert metrics.longest_monologue_seconds == {"agent": longest, "customer": 0.5}
    assert (metrics.turns or {})["customer"] == 2


def test_the_response_latency_is_the_median_over_changes_of_speaker() -> None:
    words = [
        *(agent(0, 1), customer(1.5, 2), agent(5, 6), customer(7, 8), agent(7.8, 10)),
        *(customer(14, 15), customer(17, 18), agent(18.3, 19)),
    ]
    metrics = measured(*words)
    assert metrics.response_latency_seconds == {"agent": 0.3, "customer": 1.0}
    assert metrics.overlapped_responses == {"agent": 1, "customer": 0}


def test_whoever_never_responds_has_no_latency() -> None:
    metrics = measured(agent(0, 1), customer(1.25, 2))
    assert metrics.response_latency_seconds == {"agent": None, "customer": 0.25}


def test_whoever_responds_at_once_is_not_early() -> None:
    metrics = measured(agent(0, 1), customer(1, 2), agent(1.999, 3))
    assert metrics.response_latency_seconds == {"agent": 0.0, "customer": 0.0}
    assert metrics.overlapped_responses == {"agent": 1, "customer": 0}


def test_interactivity_is_changes_of_speaker_per_minute_of_the_call() -> None:
    words = [agent(10, 12), customer(13, 14), agent(15, 16), agent(19, 20), customer(39, 40)]
    assert measured(*words).interactivity_per_minute == 6.0
    assert measured(agent(0, 9), customer(2, 2.4)).interactivity_per_minute == 0.0
