"""Mutated files through the real examination: what became of them, and whether it held."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

from callinsight.adapters.child_process import ChildFailedError, ChildKilledError
from callinsight.adapters.sound import MODULES, PyAVSoundProbe
from callinsight.adapters.zygotes import Done, Job, Zygotes
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.verification import SoundThresholds
from tests.recordings import forms
from tests.recordings.making import encoded, speech
from tests.recordings.mutations import mutated

MEMORY_LIMIT_BYTES = 256 << 20
WALL_SECONDS = 60.0
_FORMS = (
    forms.M4A, forms.FASTSTART, forms.FRAGMENTED, forms.ADTS, forms.MP3, forms.PLAIN_MP3, forms.WAV,
    forms.MULAW, forms.ADPCM, forms.FLAC, forms.OGG, forms.WEBM, forms.AMR, forms.PASSING["wma"],
    forms.PASSING["caf"], forms.PASSING["aiff"], forms.PASSING["m4a, alac"],
)  # fmt: skip


@cache
def _originals() -> list[bytes]:
    return [encoded(form, speech(1.5, form.rate)) for form in _FORMS]


class WatchedZygotes(Zygotes):
    """Keeps how much its children took and how they ended otherwise than with an answer."""

    def __init__(self) -> None:
        super().__init__(MODULES)
        self.peak_bytes = 0
        self.cpu_seconds = 0.0
        self.ends: Counter[str] = Counter()

    async def done(self, job: Job) -> Done:
        try:
            done = await super().done(job)
        except TimeoutError:
            self.ends["hung"] += 1
            raise
        except ChildKilledError:
            self.ends["crashed or met its limits"] += 1
            raise
        except ChildFailedError:
            self.ends["had a defect"] += 1
            raise
        self.peak_bytes = max(self.peak_bytes, done.peak_bytes)
        self.cpu_seconds = max(self.cpu_seconds, done.cpu_seconds)
        return done


class Fuzzing:
    """One run over many mutated files."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.outcomes: Counter[str] = Counter()
        self.zygotes = WatchedZygotes()
        self._folder = folder
        self._seed = seed
        self._probe = PyAVSoundProbe(self.zygotes, SoundThresholds(), wall_seconds=WALL_SECONDS)
        self._originals = _originals()

    @property
    def breaches(self) -> list[str]:
        """What did not hold, in words."""
        broken = [f"{count} examinations {end}" for end, count in self.zygotes.ends.items()]
        if self.zygotes.peak_bytes > MEMORY_LIMIT_BYTES:
            broken.append(f"an examination took {self.zygotes.peak_bytes >> 20} MiB")
        return broken

    async def run(self, count: int) -> None:
        """Examine so many files, as many at once as there are processors."""
        numbers = iter(range(count))
        async with asyncio.TaskGroup() as group:
            for place in range(os.cpu_count() or 1):
                group.create_task(self._examine_all(numbers, self._folder / f"{place}"))
        self.zygotes.end()

    async def _examine_all(self, numbers: Iterator[int], path: Path) -> None:
        for number in numbers:
            path.write_bytes(self.file(number))
            self.outcomes[await self._outcome(path)] += 1

    def file(self, number: int) -> bytes:
        """Return the file of a number, which depends on the seed and on nothing else."""
        chance = Random(self._seed * 1_000_003 + number)  # noqa: S311  (no secret)
        original = self._originals[number % len(self._originals)]
        return mutated(original, self._originals, chance)

    async def _outcome(self, path: Path) -> str:
        try:
            await self._probe.probe(path)
        except CallInsightError as error:
            return error.code
        return "usable"
