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

import av
import webrtcvad
from pocketsphinx import Decoder

from callinsight.adapters.child_process import limit_this_process
from callinsight.adapters.sound_probe import (
    DECODING_ERRORS,
    UnreadableSoundError,
    decoded,
    opened_sound,
)

CPU_SECONDS = 4 * 3600
MIXED = "mixed"
RATE = 16_000
FRAME_SECONDS = 0.03
_FRAME_BYTES = round(RATE * FRAME_SECONDS) * 2
_VAD_MODE = int(os.environ.get("VM", "2"))
_LEAD_FRAMES = int(os.environ.get("LF", "8"))
_HANGOVER_FRAMES = int(os.environ.get("HF", "12"))
_SHORTEST_FRAMES = 5
_LONGEST_FRAMES = 1000
_RECOGNIZER_FRAMES_PER_SECOND = 100


class Speech(NamedTuple):
    """A stretch of speech with a little silence around it, as 16 kHz samples of 16 bits."""

    pcm: bytes
    pcm_start: float
    start: float
    end: float


def samples_of(path: str, channel: str) -> Iterator[bytes]:
    """Yield one channel's samples, piece by piece, so that hours of sound need no memory."""
    container, stream = opened_sound(path)
    layout, plane = ("mono", 0) if channel == MIXED else ("stereo", int(channel))
    resampler, shape = None, None
    for frame in decoded(container, stream):
        # Some codecs change their mind about rate or channels after the first packets.
        if shape != (frame.format.name, frame.layout.name, frame.sample_rate):
            shape = (frame.format.name, frame.layout.name, frame.sample_rate)
            resampler = av.AudioResampler(format="s16p", layout=layout, rate=RATE)
        for piece in resampler.resample(frame):
            yield bytes(piece.planes[plane])[: 2 * piece.samples]


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
    vad = webrtcvad.Vad(_VAD_MODE)
    before = deque(maxlen=_LEAD_FRAMES)
    held = []
    voiced = 0
    first = last = 0
    n0 = 0

    def emit():
        return Speech(
            b"".join(held), n0 * FRAME_SECONDS, first * FRAME_SECONDS, (last + 1) * FRAME_SECONDS
        )

    for number, frame in enumerate(frames):
        is_voice = vad.is_speech(frame, RATE)
        if held:
            held.append(frame)
            if is_voice:
                voiced += 1
                last = number
            if number - last >= _HANGOVER_FRAMES:
                if voiced >= _SHORTEST_FRAMES:
                    yield emit()
                held = []
            elif len(held) >= _LONGEST_FRAMES:
                yield emit()
                held = []
                before.clear()
                continue
        elif is_voice:
            held = [*before, frame]
            n0 = number - len(before)
            first = last = number
            voiced = 1
        before.append(frame)
    if held and voiced >= _SHORTEST_FRAMES:
        yield emit()


def words_in(decoder, speech):
    decoder.start_utt()
    decoder.process_raw(speech.pcm, no_search=False, full_utt=True)
    decoder.end_utt()
    for s in decoder.seg() or ():
        if s.word[0] in "<[+":
            continue
        yield {
            "text": re.sub(r"\(\d+\)$", "", s.word),
            "start": round(speech.pcm_start + s.start_frame / 100, 3),
            "end": round(speech.pcm_start + (s.end_frame + 1) / 100, 3),
        }


def main():
    limit_this_process(cpu_seconds=CPU_SECONDS)
    os.nice(10)
    d = Decoder(samprate=RATE, maxhmmpf=3000, maxwpf=10, loglevel="FATAL")
    words = []
    sp = []
    for s in speech_in(frames_of(samples_of(sys.argv[1], sys.argv[2]))):
        sp.append([round(s.start, 3), round(s.end, 3)])
        words.extend(words_in(d, s))
    sys.stdout.write(json.dumps({"words": words, "speech": sp}))


main()
