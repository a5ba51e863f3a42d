"""Talk metrics: hand-computed values of talk time and silence, and of one small call."""

import pytest

from callinsight.domain.metrics.shares import DEAD_AIR_SECONDS
from callinsight.domain.metrics.talk import TalkMetrics, talk_metrics
from callinsight.domain.transcript import SpeechInterval
from tests.domain.speech import a_transcript, agent, customer, heard


def test_every_metric_of_a_small_call() -> None:
    words = [agent(0, 2), agent(1, 3), customer(2.5, 4.5), customer(10, 11)]
    assert talk_metrics(a_transcript(*words)) == TalkMetrics(
        source="word_times",
        talk_time_seconds={"agent": 3.0, "customer": 3.0},
        talk_ratio={"agent": 0.5, "customer": 0.5},
        talk_share_of_call={"agent": 0.273, "customer": 0.273},
        turns={"agent": 1, "customer": 2},
        longest_monologue_seconds={"agent": 3.0, "customer": 2.0},
        overlap_seconds=0.5,
        overlap_share=0.045,
        interruptions={"agent": 0, "customer": 0},
        backchannels={"agent": 0, "customer": 0},
        response_latency_seconds={"agent": None, "customer": 0.0},
        overlapped_responses={"agent": 0, "customer": 1},
        interactivity_per_minute=5.455,
        non_talk_seconds=5.5,
        dead_air_seconds=5.5,
        longest_silence_seconds=5.5,
        hold_candidates=0,
        hold_seconds=0.0,
        unavailable={
            "response_latency_seconds.agent": "no_response",
            "words_per_minute": "short_talk",
            "questions": "no_punctuation",
        },
    )


def test_talk_time_is_the_union_of_words_that_overlap_or_touch() -> None:
    words = [agent(0, 4), agent(1, 2), agent(4, 5), agent(4.5, 6), customer(6, 7)]
    metrics = talk_metrics(a_transcript(*words))
    assert metrics.talk_time_seconds == {"agent": 6.0, "customer": 1.0}
    assert metrics.talk_ratio == {"agent": 0.857, "customer": 0.143}
    assert metrics.overlap_seconds == 0.0
    assert metrics.longest_silence_seconds == 0.0


def test_a_share_of_the_call_is_counted_from_the_first_to_the_last_sound() -> None:
    metrics = talk_metrics(a_transcript(agent(20, 24), customer(26, 30), duration_seconds=600))
    assert metrics.talk_share_of_call == {"agent": 0.4, "customer": 0.4}
    assert metrics.non_talk_seconds == 2.0


@pytest.mark.parametrize(("next_word", "dead_air"), [(4.999, 0.0), (5.0, 3.0), (5.5, 3.5)])
def test_dead_air_begins_at_three_seconds(next_word: float, dead_air: float) -> None:
    metrics = talk_metrics(a_transcript(agent(0, 2), customer(next_word, 8)))
    assert metrics.dead_air_seconds == dead_air
    assert metrics.non_talk_seconds == round(next_word - 2, 3)


@pytest.mark.parametrize(("next_word", "hold"), [(11.999, 0.0), (12.0, 10.0), (30.0, 28.0)])
def test_a_silence_of_ten_seconds_may_be_a_hold(next_word: float, hold: float) -> None:
    metrics = talk_metrics(a_transcript(agent(0, 2), customer(next_word, 40), agent(44, 45)))
    assert metrics.hold_candidates == (hold > 0)
    assert metrics.hold_seconds == hold
    assert metrics.dead_air_seconds == round(next_word - 2 + 4, 3)


def test_a_gap_counts_as_it_is_told_and_not_as_it_is_computed() -> None:
    assert round(4.1 - 1.1, 6) == DEAD_AIR_SECONDS != 4.1 - 1.1
    metrics = talk_metrics(a_transcript(agent(0, 1.1), customer(4.1, 5)))
    assert metrics.longest_silence_seconds == metrics.dead_air_seconds == 3.0


def test_silences_are_added_up_and_the_longest_is_named() -> None:
    words = [agent(0, 1), customer(3, 4), agent(8, 9), customer(12, 13)]
    metrics = talk_metrics(a_transcript(*words))
    assert metrics.non_talk_seconds == 9.0
    assert metrics.dead_air_seconds == 7.0
    assert metrics.longest_silence_seconds == 4.0


def test_measured_sound_is_believed_before_the_times_of_words() -> None:
    sound = [
        SpeechInterval(speaker="channel_0", start=0, end=3),
        SpeechInterval(speaker="channel_1", start=2, end=4),
        SpeechInterval(speaker="noise", start=5, end=6),
    ]
    metrics = talk_metrics(a_transcript(agent(0, 1), customer(2, 3), speech=sound))
    assert metrics.source == "voice_activity"
    assert metrics.talk_time_seconds == {"agent": 3.0, "customer": 2.0, "noise": 1.0}
    assert metrics.overlap_seconds == 1.0


def test_measured_sound_counts_even_if_no_word_was_understood() -> None:
    sound = [SpeechInterval(speaker="unknown", start=1, end=3)]
    metrics = talk_metrics(a_transcript(speech=sound))
    assert metrics.talk_time_seconds == {"unknown": 2.0}


def test_a_silent_channel_is_not_a_speaker_with_zero_seconds() -> None:
    metrics = talk_metrics(a_transcript(agent(0, 2)))
    assert metrics.talk_time_seconds == {"agent": 2.0}
    assert metrics.talk_ratio == {"agent": 1.0}


def test_words_with_half_a_time_do_not_count() -> None:
    words = [agent(0, 2), heard("um", 5.0, channel=0), heard("uh", None, 9.0, channel=0)]
    assert talk_metrics(a_transcript(*words)).talk_time_seconds == {"agent": 2.0}


def test_words_of_no_or_negative_length_do_not_count() -> None:
    words = [agent(0, 2), customer(1, 1), customer(4, 3), agent(9, 8), agent(9, float("inf"))]
    metrics = talk_metrics(a_transcript(*words))
    assert metrics.talk_time_seconds == {"agent": 2.0}
    assert metrics.non_talk_seconds == 0.0


def test_the_same_call_has_the_same_bytes_however_its_sounds_are_listed() -> None:
    sound = [
        SpeechInterval(speaker=f"channel_{number % 2}", start=number * 1.1, end=number * 1.1 + 1.3)
        for number in range(20)
    ]
    words = [agent(0, 1, "hello?"), customer(1, 2, "yes.")]
    whole = a_transcript(*words, speech=sound)
    listed_anew = whole.model_copy(update={"speech": whole.speech[::-1]})
    first, again = (talk_metrics(call).model_dump_json() for call in (whole, listed_anew))
    assert first == again == talk_metrics(whole).model_dump_json()


def test_metrics_that_an_older_version_stored_stay_readable() -> None:
    stored = {"source": "word_times", "talk_ratio": {"a": 1.0}, "unavailable": {"x": "mono"}}
    assert TalkMetrics.model_validate(stored).interruptions is None
