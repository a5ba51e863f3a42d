"""Cutting without listening: pieces of equal length."""

import math
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.recording import SoundFacts
from callinsight.ports.engines import AudioLimits, CutSound


class FakeSoundCutter:
    """Believes what is told of a file, and counts what it cut."""

    def __init__(self) -> None:
        self.error: CallInsightError | None = None
        self.cuts = 0

    @asynccontextmanager
    async def cut(
        self, path: Path, facts: SoundFacts, limits: AudioLimits
    ) -> AsyncGenerator[list[CutSound]]:
        self.cuts += 1
        if self.error is not None:
            raise self.error
        number = math.ceil(facts.duration_seconds / limits.max_seconds)
        edges = [facts.duration_seconds * place / number for place in range(number + 1)]
        channels = 1 if limits.mono or facts.dual_mono else facts.channels
        with tempfile.TemporaryDirectory() as folder:
            yield [_piece(Path(folder), start, end, channels) for start, end in pairwise(edges)]


def _piece(folder: Path, start: float, end: float, channels: int) -> CutSound:
    path = folder / f"{start}.flac"
    path.write_bytes(f"from {start} to {end}".encode())
    return CutSound(path, start, end, channels)
