"""What is said in the calls of these tests: a shipped recording word by word, or lines of a test."""

import io
import json
import wave
from functools import cache
from typing import NamedTuple

import av
import yaml

from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import HeardWord, Transcript, Word, turns_of
from callinsight.ports.engines import Audio, BeforeSend
from callinsight.shipped import SHIPPED
from tests.fakes.engines import FakeTranscriber

# When each turn of `support_refund` is to be heard; measured once, each in a channel of its own.
_HEARD = (
    (0.30, 6.78), (7.20, 11.70), (12.10, 15.44), (18.95, 22.98),
    (23.40, 24.76), (25.08, 27.32), (27.66, 28.80), (29.16, 30.08),
)  # fmt: skip


class Line(NamedTuple):
    """What somebody says without a break."""

    channel: int
    text: str
    start: float
    end: float


@cache
def refund_lines() -> tuple[Line, ...]:
    """Return what is said in the shipped recording of a refund, when it is to be heard."""
    script = yaml.safe_load((SHIPPED / "recordings" / "support_refund.yaml").read_text("utf-8"))
    return tuple(
        Line(0 if turn["role"] == "agent" else 1, turn["text"], *heard)
        for turn, heard in zip(script["turns"], _HEARD, strict=True)
    )


@cache
def refund_sound() -> bytes:
    """Return that recording in a form that every browser plays."""
    target = io.BytesIO()
    with av.open(SHIPPED / "recordings" / "support_refund.m4a") as source:
        resampler = av.AudioResampler(format="s16", layout="stereo", rate=8000)
        parts = [
            made.to_ndarray().tobytes()
            for frame in source.decode(audio=0)
            for made in resampler.resample(frame)
        ]
    with wave.open(target, "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"".join(parts))
    return target.getvalue()


class TellingTranscriber(FakeTranscriber):
    """Hears in the call of an id what a test says; in all others the same two sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, tuple[Line, ...]] = {}
        self._refused: dict[str, CallInsightError] = {}

    def refuse_once(self, name: str, error: CallInsightError) -> None:
        """Refuse the recording of this name, the first time; calls of other tests may be under way."""
        self._refused[name] = error

    async def request(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
    ) -> bytes:
        if error := self._refused.pop(recording.key.rpartition("/")[2], None):
            self.fail_with(error)
        body = await super().request(recording, audio, settings, before_send)
        own = next((said for of, said in self.lines.items() if of in recording.key), None)
        return json.dumps({"lines": own}).encode() if own else body

    def read(
        self, body: bytes, recording: Recording, settings: TranscriptionSettings
    ) -> Transcript:
        answer = json.loads(body)
        if isinstance(answer, list):
            return super().read(body, recording, settings)
        heard = [word for line in answer["lines"] for word in words_of(Line(*line))]
        return transcript_of(heard, recording.duration_seconds)


def words_of(line: Line) -> list[HeardWord]:
    """Return the words of a line, each as long as its letters need; the first is hard to hear."""
    words = line.text.split()
    pace = (line.end - line.start) / sum(len(word) + 1 for word in words)
    heard, at = [], line.start
    for place, text in enumerate(words):
        end = at + len(text) * pace
        word = Word(
            text=text, start=round(at, 3), end=round(end, 3), confidence=0.5 if not place else 0.9
        )
        heard.append(HeardWord(word=word, speaker=f"channel_{line.channel}", channel=line.channel))
        at = end + pace
    return heard


def transcript_of(heard: list[HeardWord], seconds: float) -> Transcript:
    """Return the transcript of a call of two channels."""
    return Transcript(
        engine="fake",
        model="scribe_v2",
        quality="final",
        language="en",
        duration_seconds=seconds,
        channels=2,
        turns=turns_of(heard),
    )
