"""What is measured on the words themselves: how fast they are said, and how many questions are asked."""

import re
from collections import defaultdict
from collections.abc import Iterable

from callinsight.domain.metrics.sound import Sound, length_of, milliseconds, speaker_names
from callinsight.domain.metrics.unknown import Found, Unknown
from callinsight.domain.transcript import Transcript, Turn
from callinsight.domain.writing import is_unspaced

LEAST_TALK_SECONDS = 10.0
_MINUTE = 60_000
_QUESTION_MARKS = "?\uff1f\u061f"  # also as Chinese and Japanese, and as Arabic have it
_SENTENCE_END = re.compile(rf"[.!\u2026\u3002\uff0e\uff01{_QUESTION_MARKS}]+(?!\d)")


def wording(transcript: Transcript, sound: Sound) -> Found:
    """Return words per minute and questions of each speaker."""
    return {
        "words_per_minute": words_per_minute(transcript, sound),
        "questions": questions(transcript),
    }


def words_per_minute(transcript: Transcript, sound: Sound) -> Found | Unknown:
    """Return each speaker's words per minute of their own talk.

    A draft's words are too often wrong to be counted.
    """
    if transcript.quality == "draft":
        return Unknown("draft_transcript")
    said = _counted_words(transcript, sound)
    return {
        speaker: _pace(said.get(speaker, []), length_of(own))
        for speaker, own in sound.spans.items()
    }


def questions(transcript: Transcript) -> Found | Unknown:
    """Return how many sentences of each speaker end with a question mark."""
    if transcript.quality == "draft":
        return Unknown("draft_transcript")
    names = speaker_names(transcript)
    marks = [(names[turn.speaker], _SENTENCE_END.findall(turn.text)) for turn in transcript.turns]
    if not any(ends for _, ends in marks):
        return Unknown("no_punctuation")
    asked = dict.fromkeys(sorted(names.values()), 0)
    for speaker, ends in marks:
        asked[speaker] += sum(any(mark in end for mark in _QUESTION_MARKS) for end in ends)
    return asked


def _counted_words(transcript: Transcript, sound: Sound) -> dict[str, list[str]]:
    """Return the words that are said in the time that is measured: without times, none of them is."""
    if sound.source == "word_times":
        return {
            speaker: [interval.text or "" for interval in own]
            for speaker, own in sound.intervals.items()
        }
    names = speaker_names(transcript)
    said: dict[str, list[str]] = defaultdict(list)
    for turn in transcript.turns:
        said[names[turn.speaker]] += _words_of(turn)
    return said


def _words_of(turn: Turn) -> Iterable[str]:
    return [word.text for word in turn.words] or turn.text.split()


def _pace(words: list[str], talk: int) -> float | Unknown:
    if not words:
        return Unknown("no_words")
    if talk < milliseconds(LEAST_TALK_SECONDS):
        return Unknown("short_talk")
    if sum(is_unspaced(word[0]) for word in words if word) * 2 > len(words):
        return Unknown("unspaced_script")
    return round(len(words) * _MINUTE / talk, 1)
