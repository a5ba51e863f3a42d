"""Our metrics beside those of call-ai-metrics, an independent package, on the same conversations.

Its definitions are ours where two speakers have their own channels, with these differences, which
are taken out before comparing: it knows no backchannel words; it forgives a tenth of a second at the
end of what is said inside others' words (the times of the conversations are coarser); an
interruption that does not take the floor does not end its monologues; it has 0 where we have None.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
import yaml
from call_ai_metrics import CallAnalyzer
from hypothesis import given, settings
from hypothesis import strategies as st

from callinsight.domain.metrics.talk import TalkMetrics, talk_metrics
from callinsight.domain.transcript import SpeechInterval
from callinsight.shipped import SHIPPED
from tests.domain.labelled import dialogues
from tests.domain.speech import a_transcript

GRID_SECONDS = 0.3
ORACLE = CallAnalyzer(grace_s=0.5, max_turn_pause_s=1.0, min_speech_s=0.0, bridge_gap_s=0.0)


class Said(NamedTuple):
    """A stretch of speech."""

    start: float
    end: float
    speaker: str


def drawn(starts: Iterable[tuple[int, int, str]]) -> list[Said]:
    return [
        Said(round(at * GRID_SECONDS, 3), round((at + long) * GRID_SECONDS, 3), who)
        for at, long, who in starts
    ]


CONVERSATIONS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 15), st.sampled_from("ac")),
    min_size=2,
    max_size=14,
).map(drawn)


def spoken(lines: Iterable[tuple[str, str]], pauses: Iterable[float]) -> list[Said]:
    """Say the lines at 2.5 words a second, with these pauses before them; below 0 is over the last."""
    said: list[Said] = []
    for (speaker, text), pause in zip(lines, pauses, strict=False):
        at = round((said[-1].end if said else 5.0) + pause, 3)
        said.append(Said(at, round(at + len(text.split()) * 0.4, 3), speaker))
    return said


def both(said: list[Said]) -> tuple[TalkMetrics, Any]:
    """Return ours and theirs."""
    speech = [SpeechInterval(speaker=s.speaker, start=s.start, end=s.end) for s in said]
    ours = talk_metrics(a_transcript(speech=speech))
    in_our_order = sorted({stretch.speaker for stretch in said})
    return ours, ORACLE.analyze([tuple(stretch) for stretch in said], speakers=in_our_order)


def assert_they_agree(said: list[Said]) -> None:
    ours, theirs = both(said)
    near = pytest.approx
    parties = {name: theirs[name] for name in sorted({s.speaker for s in said})}

    def each(name: str) -> dict[str, Any]:
        return {who: near(getattr(party, name), abs=0.002) for who, party in parties.items()}

    assert ours.talk_time_seconds == each("talk_time_s")
    assert ours.talk_ratio == each("talk_share")
    assert ours.turns == each("turns")
    assert ours.longest_silence_seconds == near(theirs.longest_silence_s, abs=0.002)
    length = theirs.speech_end_s - theirs.speech_start_s
    assert ours.non_talk_seconds == near(theirs.silence_share * length, abs=0.002)
    if len(parties) == 1:
        assert ours.overlap_share is None
        return
    assert ours.overlap_share == near(theirs.overlap_share, abs=0.002)
    assert ours.interruptions == each("interruptions")
    assert ours.backchannels == each("backchannels")
    changes = sum(before.speaker != after.speaker for before, after in pairwise(theirs.turns))
    assert ours.interactivity_per_minute == near(changes * 60 / length, abs=0.002)
    for who, party in parties.items():
        waited = (ours.response_latency_seconds or {}).get(who)
        assert waited == (None if not party.replies else near(party.response_latency_s, abs=0.002))
    if theirs.interruption_count == 0:
        longest = ours.longest_monologue_seconds or {}
        assert {who: own or 0.0 for who, own in longest.items()} == each("longest_monologue_s")


@settings(max_examples=300)
@given(CONVERSATIONS)
def test_generated_conversations_measure_the_same(said: list[Said]) -> None:
    assert_they_agree(said)


@pytest.mark.parametrize("name", ["tuned", "held_out"])
@pytest.mark.parametrize("pauses", [(0.4,), (0.3, -0.9, 0.4), (1.2, -0.2), (0.5, 4.0, -2.0)])
def test_every_labelled_dialogue_measures_the_same(name: str, pauses: tuple[float, ...]) -> None:
    calls = dialogues(name)
    assert len(calls) > 10
    for lines in calls.values():
        assert_they_agree(spoken(lines, pauses * len(lines)))


@pytest.mark.parametrize("script", ["support_refund", "sales_upgrade", "collections_payment"])
def test_every_shipped_recording_measures_the_same(script: str) -> None:
    call = yaml.safe_load((SHIPPED / "recordings" / f"{script}.yaml").read_text("utf-8"))
    lines = [(turn["role"], turn["text"]) for turn in call["turns"]]
    assert_they_agree(spoken(lines, [turn["pause_seconds"] for turn in call["turns"]]))
