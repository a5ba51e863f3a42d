"""A child process: recognises speech with a Whisper model on disk and prints it as JSON.

Its one argument is a JSON object: path, model (a folder), channels, language, keyterms and
memory_bytes. It prints {"channels": [{"words": [{"text", "start", "end", "confidence"}],
"language", "probability"}], "ignored": ["language"]}, or {"error": "unreadable"}.
"""

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

import numpy as np
from faster_whisper import WhisperModel

from callinsight.adapters.child_process import limit_this_process
from callinsight.adapters.sound_decoding import UnreadableSoundError
from callinsight.adapters.sound_samples import RATE, samples_of

# Far above any step's deadline, on many processors: it only ends a child nobody waits for.
CPU_SECONDS = 24 * 3600
NICENESS = 10
_LOUDEST = 32_768.0


def recognised(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what is said in each channel."""
    model = WhisperModel(
        asked["model"],
        device="cpu",
        compute_type="int8",
        cpu_threads=os.cpu_count() or 1,
        local_files_only=True,
    )
    language = asked["language"]
    known = language if language in model.supported_languages else None
    channels = [
        _heard(model, _sound(asked["path"], channel), known, asked["keyterms"])
        for channel in asked["channels"]
    ]
    return {"channels": channels, "ignored": ["language"] if language != known else []}


def _sound(path: str, channel: str) -> Any:
    """Return one channel's samples as Whisper takes them; an hour of them is 230 MB."""
    samples = np.frombuffer(b"".join(samples_of(path, channel)), dtype=np.int16)
    return samples.astype(np.float32) / _LOUDEST


def _heard(
    model: WhisperModel, sound: Any, language: str | None, keyterms: list[str]
) -> dict[str, Any]:
    segments, about = model.transcribe(
        sound,
        language=language,
        # No dice, so that equal fingerprints mean equal results, and no text that feeds on itself.
        temperature=0.0,
        condition_on_previous_text=False,
        word_timestamps=True,
        vad_filter=True,
        hotwords=", ".join(keyterms) or None,
    )
    length = len(sound) / RATE
    return {
        "words": [_word(word, length) for segment in segments for word in _said(segment.words)],
        "language": about.language,
        "probability": None if language else float(about.language_probability),
    }


def _said(words: Iterable[Any] | None) -> list[Any]:
    return [word for word in words or () if word.word.strip()]


def _word(word: Any, length: float) -> dict[str, Any]:
    start = min(max(0.0, float(word.start)), length)
    return {
        "text": word.word.strip(),
        "start": round(start, 3),
        "end": round(min(max(start, float(word.end)), length), 3),
        "confidence": round(min(max(0.0, float(word.probability)), 1.0), 4),
    }


def main() -> None:
    """Print what is said in the file that the argument names."""
    asked = json.loads(sys.argv[1])
    limit_this_process(cpu_seconds=CPU_SECONDS, memory_bytes=asked["memory_bytes"])
    os.nice(NICENESS)
    try:
        answer = recognised(asked)
    except UnreadableSoundError as error:
        answer = {"error": str(error)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
