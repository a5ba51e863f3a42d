"""Talk time, its shares, overlap and silence: lengths of what is audible and of what is not."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from callinsight.domain.metrics.sound import Sound, Span, length_of, milliseconds, seconds, share
from callinsight.domain.metrics.unknown import Found

DEAD_AIR_SECONDS = 3.0
HOLD_SECONDS = 10.0


def talk_time(sound: Sound) -> Found:
    """Return how long each speaker talks, and which share of all talk and of the call that is."""
    talk = {speaker: length_of(own) for speaker, own in sound.spans.items()}
    total = sum(talk.values())
    return {
        "talk_time_seconds": {speaker: seconds(own) for speaker, own in talk.items()},
        "talk_ratio": {speaker: share(own, total) for speaker, own in talk.items()},
        "talk_share_of_call": {speaker: share(own, sound.length) for speaker, own in talk.items()},
    }


def overlap(sound: Sound) -> Found:
    """Return how long two or more talk at once."""
    shared = _shared_time(sound.spans)
    return {"overlap_seconds": seconds(shared), "overlap_share": share(shared, sound.length)}


def silence(sound: Sound) -> Found:
    """Return how long nobody talks between the first and the last sound."""
    gaps = [after[0] - before[1] for before, after in pairwise(sound.everyone)]
    holds = _at_least(HOLD_SECONDS, gaps)
    return {
        "non_talk_seconds": seconds(sum(gaps)),
        "dead_air_seconds": seconds(sum(_at_least(DEAD_AIR_SECONDS, gaps))),
        "longest_silence_seconds": seconds(max(gaps, default=0)),
        "hold_candidates": len(holds),
        "hold_seconds": seconds(sum(holds)),
    }


def _at_least(least_seconds: float, gaps: Iterable[int]) -> list[int]:
    return [gap for gap in gaps if gap >= milliseconds(least_seconds)]


def _shared_time(spans: Mapping[str, list[Span]]) -> int:
    """Sum the time in which at least two speakers are audible."""
    changes = sorted(
        change for own in spans.values() for start, end in own for change in ((start, 1), (end, -1))
    )
    shared, audible, since = 0, 0, 0
    for moment, change in changes:
        if audible >= 2:  # noqa: PLR2004  (two make an overlap)
            shared += moment - since
        audible, since = audible + change, moment
    return shared
