"""What a call does not tell is None, and each None has a reason: nothing is silently absent."""

import pytest

from callinsight.domain.metrics.talk import TalkMetrics, talk_metrics
from callinsight.domain.transcript import SpeechInterval, Transcript
from tests.domain.speech import a_transcript, a_turn, agent, customer, heard

SILENCE = {
    "non_talk_seconds", "dead_air_seconds", "longest_silence_seconds", "hold_candidates",
    "hold_seconds",
}  # fmt: skip
TIME = {
    "talk_time_seconds", "talk_ratio", "talk_share_of_call", "turns", "longest_monologue_seconds",
}  # fmt: skip
WORDS = {"words_per_minute", "questions"}
AT_ONCE = {
    "overlap_seconds", "overlap_share", "interruptions", "backchannels", "overlapped_responses",
}  # fmt: skip
EXCHANGE = {"response_latency_seconds", "interactivity_per_minute"}
EVERYTHING = SILENCE | TIME | WORDS | AT_ONCE | EXCHANGE


def mono(*spans: tuple[str, float, float]) -> Transcript:
    words = (heard("word.", start, end, speaker=speaker) for speaker, start, end in spans)
    return a_transcript(*words, channels=1)


def why_unknown(transcript: Transcript, reason: str) -> set[str]:
    """Return what is None for this reason, having made sure that everything else has one too."""
    metrics = talk_metrics(transcript)
    values = metrics.model_dump(exclude={"source", "unavailable"})
    assert set(values) == EVERYTHING
    assert {name for name, value in values.items() if value is None} == {
        name for name in metrics.unavailable if "." not in name
    }
    return {name for name, why in metrics.unavailable.items() if why == reason}


@pytest.mark.parametrize(
    ("transcript", "reason", "unknown"),
    [
        (a_transcript(), "no_speech", EVERYTHING),
        (a_transcript(agent(1, 1), customer(2, 1)), "no_times", EVERYTHING - {"questions"}),
        (a_transcript(turns=[a_turn("hello")]), "no_times", EVERYTHING - {"questions"}),
        (mono(("a", 0, 2), ("a", 3, 4)), "one_speaker", EVERYTHING - SILENCE),
        (mono(("a", 0, 12), ("b", 13, 24)), "mono", AT_ONCE),
        (a_transcript(agent(0, 12)), "one_speaker", AT_ONCE | EXCHANGE),
        (mono(*((f"s{n}", n, n + 0.5) for n in range(51))), "many_speakers", (TIME | WORDS) | {"response_latency_seconds", "interruptions", "backchannels", "overlapped_responses"}),
        (a_transcript(agent(0, 12, "hi"), customer(13, 24, "ho")), "no_punctuation", {"questions"}),
        (a_transcript(agent(0, 12, "hi."), customer(13, 24), quality="draft"), "draft_transcript", WORDS),
        (a_transcript(speech=[SpeechInterval(speaker="a", start=0, end=12)]), "no_words", WORDS),
    ],
)  # fmt: skip
def test_what_a_call_does_not_tell_is_none_with_a_reason(
    transcript: Transcript, reason: str, unknown: set[str]
) -> None:
    assert why_unknown(transcript, reason) == unknown


def test_what_a_mono_call_tells_is_told() -> None:
    metrics = talk_metrics(mono(("a", 0, 12), ("b", 13.5, 24), ("a", 30, 31)))
    assert metrics.talk_time_seconds == {"a": 13.0, "b": 10.5}
    assert metrics.response_latency_seconds == {"a": 6.0, "b": 1.5}
    assert metrics.turns == {"a": 2, "b": 1}
    assert metrics.interactivity_per_minute == 3.871


def test_the_numbers_of_fifty_speakers_are_told() -> None:
    metrics = talk_metrics(mono(*((f"s{n}", n, n + 0.5) for n in range(50))))
    assert len(metrics.talk_time_seconds or {}) == 50


def test_silence_is_known_even_where_speakers_are_not_told_apart() -> None:
    metrics = talk_metrics(mono(("a", 0, 2), ("a", 6, 8)))
    assert (metrics.non_talk_seconds, metrics.dead_air_seconds) == (4.0, 4.0)


def test_what_only_one_speaker_lacks_is_named_with_the_speaker() -> None:
    metrics = talk_metrics(a_transcript(agent(0, 12), customer(4, 4.2, "mm-hm")))
    assert metrics.words_per_minute == {"agent": 5.0, "customer": None}
    assert metrics.longest_monologue_seconds == {"agent": 12.0, "customer": None}
    assert metrics.unavailable["words_per_minute.customer"] == "short_talk"
    assert metrics.unavailable["longest_monologue_seconds.customer"] == "no_turn"
    assert metrics.unavailable["response_latency_seconds"] == "no_response"


def test_speakers_who_lack_it_for_different_reasons_each_have_their_own() -> None:
    sound = [
        SpeechInterval(speaker="channel_0", start=0, end=3),
        SpeechInterval(speaker="noise", start=4, end=16),
    ]
    metrics: TalkMetrics = talk_metrics(a_transcript(agent(0, 3), speech=sound))
    assert metrics.words_per_minute is None
    assert metrics.unavailable["words_per_minute"] == "short_talk"
    assert metrics.unavailable["words_per_minute.noise"] == "no_words"
