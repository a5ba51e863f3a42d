"""The recording of the bench: 20 seconds of two channels, a little different for each call."""

from functools import cache

import numpy as np

from tests.recordings.making import Form, encoded, speech

SECONDS = 20
RATE = 8000
WORDS = 260
"""A transcript of so many words is an answer of 60 KB."""


@cache
def _spoken() -> bytes:
    voices = np.vstack([speech(SECONDS, RATE, seed=seed) for seed in (1, 2)])
    return encoded(Form("wav", "pcm_s16le", "audio/wav", rate=RATE), voices)


def recording(number: int) -> bytes:
    """Return the recording of one call; its last samples tell the number."""
    return _spoken()[:-8] + number.to_bytes(8, "little")
