"""Utterances: what a speaker says in one breath, and how each begins: over somebody, or into silence."""

import re
from collections.abc import Iterator
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
    """An utterance, and when the last of those ends who began before it, even if that is over."""

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
    spoken = sorted(
        utterance
        for speaker, own in sound.intervals.items()
        for utterance in _utterances(speaker, own)
    )
    # Nobody talks over themselves: whoever is still speaking when somebody begins is somebody else.
    until = spoken[0].start if spoken else 0
    found: list[Entrance] = []
    for _, group in groupby(spoken, key=attrgetter("start")):
        together = list(group)
        found += [Entrance(own, until) for own in together]
        until = max(until, *(own.end for own in together))
    return found


def _utterances(speaker: str, intervals: list[Interval]) -> Iterator[Utterance]:
    said: list[Interval] = []
    until = intervals[0].start
    for interval in intervals:
        if said and interval.start - until >= milliseconds(BREATH_SECONDS):
            yield _utterance(speaker, said, until)
            said = []
        until = max(until, interval.end)
        said.append(interval)
    yield _utterance(speaker, said, until)


def _utterance(speaker: str, said: list[Interval], until: int) -> Utterance:
    murmured = all(_is_backchannel_word(interval.text) for interval in said)
    return Utterance(said[0].start, until, speaker, murmured)


def _is_backchannel_word(text: str | None) -> bool:
    return text is not None and _NOT_OF_WORDS.sub("", text.lower()) in BACKCHANNEL_WORDS
