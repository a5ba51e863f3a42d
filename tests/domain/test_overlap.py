"""Overlap: the time in which at least two speakers are audible, however many they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.metrics.talk import TalkMetrics, talk_metrics
from callinsight.domain.transcript import SpeechInterval
from tests.domain.speech import a_transcript

Span = tuple[str, int, int]
SPANS = st.tuples(st.sampled_from("abc"), st.integers(0, 20), st.integers(1, 8)).map(
    lambda drawn: (drawn[0], drawn[1], drawn[1] + drawn[2])
)


def measured(*spans: Span) -> TalkMetrics:
    speech = [SpeechInterval(speaker=who, start=start, end=end) for who, start, end in spans]
    return talk_metrics(a_transcript(speech=speech))


@pytest.mark.parametrize(
    ("spans", "overlap"),
    [
        ([("a", 0, 4), ("b", 4, 6)], 0.0),
        ([("a", 0, 4), ("b", 3, 6)], 1.0),
        ([("a", 0, 9), ("b", 3, 6)], 3.0),
        ([("a", 0, 4), ("a", 2, 6), ("b", 8, 9)], 0.0),
        ([("a", 0, 4), ("b", 0, 4), ("c", 0, 4)], 4.0),
        ([("a", 0, 6), ("b", 2, 8), ("c", 4, 10)], 6.0),
        ([("a", 0, 2), ("b", 1, 4), ("c", 3, 5)], 2.0),
        ([("a", 0, 3), ("b", 0, 3), ("c", 3, 5)], 3.0),
    ],
)
def test_overlap_is_the_time_with_at_least_two_speakers(spans: list[Span], overlap: float) -> None:
    metrics = measured(*spans)
    assert metrics.overlap_seconds == overlap
    length = max(end for _, _, end in spans) - min(start for _, start, _ in spans)
    assert metrics.overlap_share == round(overlap / length, 3)


@given(st.lists(SPANS, min_size=1, max_size=12))
def test_the_metrics_are_those_of_counting_second_by_second(spans: list[Span]) -> None:
    audible = [{who for who, start, end in spans if start <= at < end} for at in range(30)]
    heard = [at for at, speakers in enumerate(audible) if speakers]
    silent = [at for at in range(heard[0], heard[-1]) if not audible[at]]
    metrics = measured(*spans)
    alone = len({who for who, _, _ in spans}) == 1
    assert metrics.overlap_seconds == (
        None if alone else sum(len(speakers) > 1 for speakers in audible)
    )
    assert metrics.non_talk_seconds == len(silent)
    assert metrics.talk_time_seconds == {
        who: sum(who in speakers for speakers in audible)
        for who in sorted({who for who, _, _ in spans})
    }
