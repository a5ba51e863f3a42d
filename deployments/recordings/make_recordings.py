"""Make the demo call recordings from their YAML scripts with flite and PyAV."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import yaml

FOLDER = Path(__file__).resolve().parent
SAMPLE_RATE = 16_000
BIT_RATE = 56_000
CHANNELS = {"agent": 0, "customer": 1}
SILENCE_LEVEL = 150
CLOSING_SILENCE_SECONDS = 0.4


class RecordingError(Exception):
    """A recording cannot be made; the message says why in one sentence."""


@dataclass(frozen=True)
class SpokenTurn:
    """One synthesised turn with its place on the call's timeline."""

    channel: int
    start: int
    samples: array[int]

    @property
    def end(self) -> int:
        """Return the position of the first sample after the turn."""
        return self.start + len(self.samples)


def trim_silence(samples: array[int]) -> array[int]:
    """Cut flite's own leading and trailing silence."""
    loud = [at for at, value in enumerate(samples) if abs(value) > SILENCE_LEVEL]
    return samples[loud[0] : loud[-1] + 1] if loud else samples


def synthesise(flite: str, voice: str, text: str) -> array[int]:
    """Speak one text with one flite voice and return its samples."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "turn.wav"
        command = [flite, "-voice", voice, "-t", text, "-o", str(path)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        with wave.open(str(path)) as spoken:
            if spoken.getframerate() != SAMPLE_RATE:
                message = f"The voice {voice!r} does not speak at {SAMPLE_RATE} Hz."
                raise RecordingError(message)
            samples = array("h", spoken.readframes(spoken.getnframes()))
    # Without the trim, the real pauses would be longer than the script says.
    return trim_silence(samples)


def speak_turns(flite: str, script: dict[str, Any]) -> list[SpokenTurn]:
    """Speak all turns, each placed after (or over) the one before it."""
    spoken: list[SpokenTurn] = []
    for turn in script["turns"]:
        role = turn["role"]
        samples = synthesise(flite, script["voices"][role], turn["text"])
        pause = round(turn["pause_seconds"] * SAMPLE_RATE)
        start = max(0, (spoken[-1].end if spoken else 0) + pause)
        spoken.append(SpokenTurn(CHANNELS[role], start, samples))
    return spoken


def interleave(turns: list[SpokenTurn]) -> array[int]:
    """Lay the turns on one stereo track: left is the agent, right the customer."""
    closing = round(CLOSING_SILENCE_SECONDS * SAMPLE_RATE)
    length = max(turn.end for turn in turns) + closing
    track = array("h", bytes(2 * length * len(CHANNELS)))
    for turn in turns:
        first = 2 * turn.start + turn.channel
        track[first : 2 * turn.end : 2] = turn.samples
    return track


def encode(track: array[int], path: Path) -> None:
    """Write the stereo track as AAC in the container its file ending names."""
    frame = av.AudioFrame(format="s16", layout="stereo", samples=len(track) // 2)
    frame.planes[0].update(track.tobytes())
    frame.sample_rate = SAMPLE_RATE
    # Joint stereo would let one speaker leak into the other's channel.
    separate = {"aac_ms": "0", "aac_is": "0"}
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", SAMPLE_RATE, separate, layout="stereo")
        stream.bit_rate = BIT_RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def make_recording(flite: str, script_path: Path) -> Path:
    """Make the recording that one YAML script describes."""
    script = yaml.safe_load(script_path.read_text(encoding="utf-8"))
    path = FOLDER / f"{script['call']}.{script['format']}"
    encode(interleave(speak_turns(flite, script)), path)
    return path


def main() -> int:
    """Remake all recordings and return the exit code."""
    flite = shutil.which("flite")
    if flite is None:
        sys.stderr.write("flite is missing; install it: apt-get install flite\n")
        return 1
    try:
        for script_path in sorted(FOLDER.glob("*.yaml")):
            path = make_recording(flite, script_path)
            sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes\n")
    except RecordingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
