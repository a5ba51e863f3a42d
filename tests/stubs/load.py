"""Load: answers that come after a while, or all together once enough requests are open, and who
was asked more than once for the same call."""

import asyncio
import re
import time
from collections import Counter
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tests.stubs.elevenlabs_concurrency import Concurrency

_MARK = re.compile(rb"call[0-9a-f]{12}")


class LoadScript(BaseModel):
    """How every request is answered from now on; what is not set is as without load."""

    model_config = ConfigDict(extra="forbid")

    transcribing_seconds: float = Field(0, ge=0)
    analyzing_seconds: float = Field(0, ge=0)
    hold_until: int | None = Field(None, ge=1, description="open transcriptions before any answer")
    hold_seconds: float = Field(900, ge=0, description="... or so long, whatever comes first")
    release_seconds: float = Field(0, ge=0, description="over which held answers are given")
    words: int | None = Field(None, ge=1, description="in every transcript, with the call's mark")


class Load:
    """Holds answers as the script says, and counts the requests of each call."""

    def __init__(self, concurrency: Concurrency) -> None:
        self.script = LoadScript()
        self._concurrency = concurrency
        self._asked: dict[str, Counter[str]] = {"elevenlabs": Counter(), "openai": Counter()}
        self._open = asyncio.Event()
        self._held_since: float | None = None
        self._let_go = 0

    def change(self, script: LoadScript) -> None:
        """Follow another script from now on; what an earlier one holds is let go."""
        self.script = script
        self._open.set()
        self._open = asyncio.Event()
        self._held_since = None
        self._let_go = 0

    def note_transcription(self, sha256: str | None) -> None:
        """Count a request by the sound it carries."""
        self._asked["elevenlabs"][mark_of(sha256)] += 1

    def note_analysis(self, body: bytes) -> None:
        """Count a request by the mark that its transcript carries."""
        if (found := _MARK.search(body)) is not None:
            self._asked["openai"][found[0].decode()] += 1

    async def transcribing(self) -> None:
        """Wait for as long as the transcription takes."""
        if self.script.hold_until is not None:
            await self._held(self.script.hold_until)
        await asyncio.sleep(self.script.transcribing_seconds)

    async def analyzing(self) -> None:
        """Wait for as long as the analysis takes."""
        await asyncio.sleep(self.script.analyzing_seconds)

    def told(self) -> dict[str, Any]:
        """Return how many requests are open, and how many there were, also for the same call."""
        return {
            "open": self._concurrency.running,
            "peak": self._concurrency.peak,
            "requests": {name: asked.total() for name, asked in self._asked.items()},
            "repeated": {name: asked.total() - len(asked) for name, asked in self._asked.items()},
        }

    async def _held(self, wanted: int) -> None:
        opened, over = self._open, self.script.release_seconds
        if self._held_since is None:
            self._held_since = time.monotonic()
        if self._concurrency.running >= wanted:
            opened.set()
        left = self._held_since + self.script.hold_seconds - time.monotonic()
        try:
            async with asyncio.timeout(max(left, 0.0)):
                await opened.wait()
        except TimeoutError:
            opened.set()
        place, self._let_go = self._let_go, self._let_go + 1
        await asyncio.sleep(place * over / wanted)


def mark_of(sha256: str | None) -> str:
    """Return the word that a transcript is known by, in what is asked of it later."""
    return f"call{(sha256 or '0' * 12)[:12]}"
