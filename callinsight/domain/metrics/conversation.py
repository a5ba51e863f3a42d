"""Turns as holding the floor, and what follows from them: who lets whom speak, and how fast."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from callinsight.domain.metrics.sound import Sound, milliseconds, seconds
from callinsight.domain.metrics.unknown import Found, Unknown
from callinsight.domain.metrics.utterances import Entrance, entrances
from callinsight.domain.transcript import TURN_PAUSE_SECONDS

_MINUTE = 60_000


class HeldTurn(NamedTuple):
    """A stretch in which one speaker holds the floor; murmured if all of it is backchannel words."""

    start: int
    end: int
    speaker: str
    is_murmured: bool = False


def conversation(sound: Sound) -> Found:
    """Return how the speakers take turns and talk over each other."""
    begun = entrances(sound)
    turns = held_turns(begun)
    speakers = list(sound.intervals)
    return {
        "turns": _counted(speakers, (turn.speaker for turn in turns)),
        "longest_monologue_seconds": _longest_monologues(speakers, turns, begun),
        "interruptions": _counted(
            speakers, (e.utterance.speaker for e in begun if e.is_interruption)
        ),
        "backchannels": _counted(
            speakers, (e.utterance.speaker for e in begun if e.is_backchannel)
        ),
        **_exchange(speakers, turns, sound.length),
    }


def held_turns(begun: Iterable[Entrance]) -> list[HeldTurn]:
    """Return who holds the floor, one after the other.

    Utterances of one speaker are one turn while the pause is at most a second and nobody else takes
    the floor; what is said inside others' words does not take it.
    """
    turns: list[HeldTurn] = []
    for entrance in begun:
        start, end, speaker, murmured = entrance.utterance
        if entrance.is_inside:
            continue
        last = turns[-1] if turns else None
        if last and last.speaker == speaker and start - last.end <= _TURN_PAUSE:
            turns[-1] = last._replace(end=end, is_murmured=last.is_murmured and murmured)
        else:
            turns.append(HeldTurn(start, end, speaker, murmured))
    return turns


_TURN_PAUSE = milliseconds(TURN_PAUSE_SECONDS)


def _longest_monologues(
    speakers: Iterable[str], turns: list[HeldTurn], begun: Iterable[Entrance]
) -> dict[str, object]:
    """Return each speaker's longest stretch without a pause or an interruption by somebody else.

    A listener's `mm-hm` in a breath is neither (Revenue.io: backchannels do not end a streak).
    """
    turns, murmurs = _over_murmurs(turns)
    cuts = _cuts(turns, (entrance for entrance in begun if entrance.is_interruption))
    longest: dict[str, int] = defaultdict(int)
    for murmur in murmurs:
        longest[murmur.speaker] = max(longest[murmur.speaker], murmur.end - murmur.start)
    for place, turn in enumerate(turns):
        edges = [turn.start, *cuts.get(place, ()), turn.end]
        piece = max(after - before for before, after in pairwise(edges))
        longest[turn.speaker] = max(longest[turn.speaker], piece)
    return {
        speaker: seconds(longest[speaker]) if speaker in longest else Unknown("no_turn")
        for speaker in speakers
    }


def _over_murmurs(turns: Iterable[HeldTurn]) -> tuple[list[HeldTurn], list[HeldTurn]]:
    """Return the turns, as one those between which others murmur in a pause; and what was murmured."""
    joined: list[HeldTurn] = []
    waiting: list[HeldTurn] = []
    murmurs: list[HeldTurn] = []
    for turn in turns:
        last = joined[-1] if joined else None
        if turn.is_murmured and last and turn.speaker != last.speaker:
            waiting.append(turn)
            continue
        if last and last.speaker == turn.speaker and turn.start - last.end <= _TURN_PAUSE:
            joined[-1] = last._replace(end=turn.end)
            murmurs += waiting
        else:
            joined += [*waiting, turn]
        waiting = []
    return [*joined, *waiting], murmurs


def _cuts(turns: list[HeldTurn], interruptions: Iterable[Entrance]) -> Mapping[int, list[int]]:
    """Return by turn when others interrupted it.

    That is the turn that began last: whoever speaks the longest of those being interrupted has taken
    the floor from everybody else.
    """
    starts = [turn.start for turn in turns]
    cuts: dict[int, list[int]] = defaultdict(list)
    for moment in (entrance.utterance.start for entrance in interruptions):
        cuts[bisect_left(starts, moment) - 1].append(moment)
    return cuts


def _exchange(speakers: list[str], turns: list[HeldTurn], length: int) -> Found:
    """Return how long each speaker waits with a response, and how often the floor changes hands."""
    gaps: dict[str, list[int]] = {speaker: [] for speaker in speakers}
    for before, after in pairwise(turns):
        if before.speaker != after.speaker:
            gaps[after.speaker].append(after.start - before.end)
    changes = sum(map(len, gaps.values()))
    return {
        "response_latency_seconds": {speaker: _latency(own) for speaker, own in gaps.items()},
        "overlapped_responses": {
            speaker: sum(gap < 0 for gap in own) for speaker, own in gaps.items()
        },
        "interactivity_per_minute": round(changes * _MINUTE / length, 3) if length else 0.0,
    }


def _latency(gaps: list[int]) -> float | Unknown:
    """Return the median; who responds before the other has ended waits for no time, not for less."""
    if not gaps:
        return Unknown("no_response")
    return round(median(max(gap, 0) for gap in gaps) / 1000, 3)


def _counted(speakers: Iterable[str], named: Iterable[str]) -> dict[str, int]:
    counts = dict.fromkeys(speakers, 0)
    for speaker in named:
        counts[speaker] += 1
    return counts
