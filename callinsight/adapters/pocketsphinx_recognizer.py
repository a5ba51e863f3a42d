"""A child process: recognises the speech in one channel of a file and prints it as JSON.

It prints {"words": [{"text", "start", "end"}], "speech": [[start, end]]}, in seconds from the
start, or {"error": "unreadable"}. The channel is a number, or `mixed` for all of them together.
"""

import json
import os
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import webrtcvad
from pocketsphinx import Decoder

from callinsight.adapters.child_process import limit_this_process
from callinsight.adapters.sound_decoding import UnreadableSoundError
from callinsight.adapters.sound_samples import RATE, samples_of

# Far above any step's deadline: it only ends a child that nobody waits for any more.
CPU_SECONDS = 4 * 3600
NICENESS = 10
FRAME_SECONDS = 0.03
_FRAME_BYTES = 2 * round(RATE * FRAME_SECONDS)
# The strictest mode: on phone lines the others take a third more for speech than there is.
_VAD_MODE = 3
_LEAD_FRAMES = 8
_HANGOVER_FRAMES = 12
_SHORTEST_VOICED_FRAMES = 5
_LONGEST_FRAMES = 1000
_UNITS_PER_SECOND = 100
# Twice as fast as the defaults for one word in a hundred.
_EFFORT = {"maxhmmpf": 3000, "maxwpf": 10}


class Speech(NamedTuple):
    """A stretch of speech; the samples (16 kHz, 16 bits) hold a little silence around it."""

    samples: bytes
    samples_start: float
    start: float
    end: float


class _Stretch:
    """Speech that is being collected, counted in frames."""

    def __init__(self, number: int, lead: Iterable[bytes]) -> None:
        self._frames = list(lead)
        self._origin = number - len(self._frames)
        self._first = self._last = number
        self._voiced = 0

    def add(self, number: int, frame: bytes, *, voiced: bool) -> None:
        self._frames.append(frame)
        if voiced:
            self._last = number
            self._voiced += 1

    @property
    def is_full(self) -> bool:
        return len(self._frames) >= _LONGEST_FRAMES

    @property
    def is_over(self) -> bool:
        ended_at = self._origin + len(self._frames) - 1
        return self.is_full or ended_at - self._last >= _HANGOVER_FRAMES

    def speech(self) -> Iterator[Speech]:
        """Yield the stretch unless it is a mere click."""
        if self._voiced >= _SHORTEST_VOICED_FRAMES:
            frames = (self._origin, self._first, self._last + 1)
            yield Speech(b"".join(self._frames), *(frame * FRAME_SECONDS for frame in frames))


def frames_of(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield frames of exactly 30 ms, the last one filled up with silence."""
    rest = bytearray()
    for piece in pieces:
        rest += piece
        whole = len(rest) - len(rest) % _FRAME_BYTES
        for at in range(0, whole, _FRAME_BYTES):
            yield bytes(rest[at : at + _FRAME_BYTES])
        del rest[:whole]
    if rest:
        yield bytes(rest.ljust(_FRAME_BYTES, b"\0"))


def speech_in(frames: Iterable[bytes]) -> Iterator[Speech]:
    """Yield each stretch of speech as soon as it is over, or 30 seconds long."""
    vad = webrtcvad.Vad(_VAD_MODE)
    lead: deque[bytes] = deque(maxlen=_LEAD_FRAMES)
    stretch: _Stretch | None = None
    for number, frame in enumerate(frames):
        voiced = vad.is_speech(frame, RATE)
        if stretch is None and voiced:
            stretch = _Stretch(number, lead)
        lead.append(frame)
        if stretch is None:
            continue
        stretch.add(number, frame, voiced=voiced)
        if stretch.is_over:
            yield from stretch.speech()
            if stretch.is_full:
                # What was cut off in the middle of a word must not be heard twice.
                lead.clear()
            stretch = None
    if stretch is not None:
        yield from stretch.speech()


def words_in(decoder: Decoder, speech: Speech) -> Iterator[dict[str, Any]]:
    """Yield the words of a stretch; silences and noises (`<sil>`, `[NOISE]`) are none."""
    decoder.start_utt()
    decoder.process_raw(speech.samples, full_utt=True)
    decoder.end_utt()
    for unit in decoder.seg() or ():
        if unit.word.startswith(("<", "[", "+")):
            continue
        start, end = unit.start_frame, unit.end_frame + 1
        yield {
            # The dictionary numbers other pronunciations: the(2).
            "text": re.sub(r"\(\d+\)$", "", unit.word),
            "start": round(speech.samples_start + start / _UNITS_PER_SECOND, 3),
            "end": round(speech.samples_start + end / _UNITS_PER_SECOND, 3),
        }


def recognised(path: str, channel: str) -> dict[str, Any]:
    """Return the words and the stretches of speech in one channel of a file."""
    decoder = Decoder(samprate=RATE, loglevel="FATAL", **_EFFORT)
    words: list[dict[str, Any]] = []
    intervals: list[tuple[float, float]] = []
    for speech in speech_in(frames_of(samples_of(path, channel))):
        intervals.append((round(speech.start, 3), round(speech.end, 3)))
        words.extend(words_in(decoder, speech))
    return {"words": words, "speech": intervals}


def main() -> None:
    """Print what is said in the file and channel named on the command line."""
    limit_this_process(cpu_seconds=CPU_SECONDS)
    os.nice(NICENESS)
    path, channel = sys.argv[1:]
    try:
        answer = recognised(path, channel)
    except UnreadableSoundError as error:
        answer = {"error": str(error)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
