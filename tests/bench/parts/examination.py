"""What it takes to examine a long recording, in the process that does it."""

import asyncio
import tempfile
from pathlib import Path

import numpy as np

from callinsight.adapters.sound import MODULES, PyAVSoundProbe
from callinsight.adapters.zygotes import Zygotes
from callinsight.domain.verification import SoundThresholds
from tests.bench.figures import Figure, at_most
from tests.recordings.forms import M4A
from tests.recordings.making import encoded, speech

FORM = M4A._replace(rate=48_000)
CPU_SECONDS = 2
MEGABYTES = 150


def measure(_stack: None) -> list[Figure]:
    """Examine ten minutes of m4a."""
    sound = np.concatenate([speech(60, FORM.rate, seed=n) for n in range(1, 11)], axis=1)
    content = encoded(FORM, np.vstack([sound, sound[:, ::-1]]))
    zygotes = Zygotes(MODULES)
    with tempfile.NamedTemporaryFile(prefix="callinsight-bench-") as file:
        file.write(content)
        file.flush()
        job = PyAVSoundProbe(zygotes, SoundThresholds()).job(Path(file.name))
        done = asyncio.run(zygotes.done(job))
    zygotes.end()
    minutes = done.answer["decoded_seconds"] / 60
    title = f"verifying an m4a of {minutes:.0f} minutes (48 kHz, two channels)"
    return [
        Figure(f"{title}, CPU", done.cpu_seconds, "s", own_goal=at_most(CPU_SECONDS)),
        Figure(f"{title}, memory", done.peak_bytes / 1e6, "MB", own_goal=at_most(MEGABYTES)),
    ]
