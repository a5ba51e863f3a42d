"""Utterances: what a speaker says in one breath, and how each begins: over somebody, or into silence."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from callinsight.domain.metrics.sound import Interval, Sound, milliseconds

# The breath between two words: whoever pauses for less is still speaking.
BREATH_SECONDS = 0.25
OVERLAP_GRACE_SECONDS = 0.5
# Said to show that one listens; hyphens and other marks are left out.
BACKCHANNEL_WORDS = {
    "ah", "aha", "alright", "hm", "hmm", "mhm", "mm", "mmhm", "mmhmm", "mmm", "oh", "ok", "okay",
    "right", "sure", "uhhuh", "yeah", "yep", "yes", "yup",
}  # fmt: skip
_NOT_OF_WORDS = re.compile(r"[\W_]+")


class Utterance(NamedTuple):
    """What a speaker says without a breath's pause; murmured if it is only backchannel words."""

    start: int
    end: int
    speaker: str
    murmured: bool = False


class Entrance(NamedTuple):
    """An utterance, and until when those go on who were speaking as it began."""

    utterance: Utterance
    others_until: int

    @property
    def is_inside(self) -> bool:
        """It begins and ends while others speak: it does not take the floor."""
        return self.utterance.end <= self.others_until

    @property
    def is_interruption(self) -> bool:
        """It begins while others speak, goes on over them, and is more than a sign of listening."""
        return not self.utterance.murmured and self._overlap > milliseconds(OVERLAP_GRACE_SECONDS)

    @property
    def is_backchannel(self) -> bool:
        """It is said inside what others say, without interrupting them."""
        return self.is_inside and not self.is_interruption

    @property
    def _overlap(self) -> int:
        return min(self.utterance.end, self.others_until) - self.utterance.start


def entrances(sound: Sound) -> list[Entrance]:
    """Return all utterances by their start; of two that begin at once, neither is over the other."""
    spoken = [
        utterance
        for speaker, own in sound.intervals.items()
        for utterance in _utterances(speaker, own)
    ]
    speaking = _Speaking()
    found: list[Entrance] = []
    for _, group in groupby(sorted(spoken), key=attrgetter("start")):
        together = list(group)
        found += [Entrance(own, speaking.others_until(own)) for own in together]
        for own in together:
            speaking.add(own)
    return found


def _utterances(speaker: str, intervals: Iterable[Interval]) -> Iterator[Utterance]:
    said: list[Interval] = []
    until = 0
    for interval in intervals:
        if said and interval.start - until >= milliseconds(BREATH_SECONDS):
            yield _utterance(speaker, said, until)
            said = []
        until = max(until, interval.end) if said else interval.end
        said.append(interval)
    yield _utterance(speaker, said, until)


def _utterance(speaker: str, said: list[Interval], until: int) -> Utterance:
    murmured = all(_is_backchannel_word(interval.text) for interval in said)
    return Utterance(said[0].start, until, speaker, murmured)


def _is_backchannel_word(text: str | None) -> bool:
    return text is not None and _NOT_OF_WORDS.sub("", text.lower()) in BACKCHANNEL_WORDS


class _Speaking:
    """Until when others speak: the two latest ends, of different speakers, say it for everybody."""

    def __init__(self) -> None:
        self._ends: list[tuple[int, str]] = []

    def others_until(self, begun: Utterance) -> int:
        """Return when the last of the others ends; where nobody speaks, that is when it begins."""
        latest = next((end for end, other in self._ends if other != begun.speaker), begun.start)
        return max(latest, begun.start)

    def add(self, begun: Utterance) -> None:
        own = max(end for end, who in [*self._ends, begun[1:3]] if who == begun.speaker)
        others = [(end, who) for end, who in self._ends if who != begun.speaker]
        self._ends = sorted([(own, begun.speaker), *others], reverse=True)[:2]
