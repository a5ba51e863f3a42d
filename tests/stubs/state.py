"""What the stub remembers between requests: scripts, keys, jobs and what it received."""

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from tests.stubs.billing import Billing
from tests.stubs.elevenlabs_concurrency import Concurrency
from tests.stubs.elevenlabs_webhooks import Webhooks
from tests.stubs.load import Load
from tests.stubs.script import Provider, Step

Recorded = dict[str, Any]


@dataclass
class Inbox:
    """The requests one provider received, and the steps its next ones get."""

    received: list[Recorded] = field(default_factory=list)
    _steps: deque[Step] = field(default_factory=deque)

    def add_steps(self, steps: Iterable[Step]) -> None:
        """Queue steps behind those that are left."""
        self._steps.extend(steps)

    def receive(self, *, key_ok: bool, **facts: Any) -> Step:
        """Record a request and return its step; a request with a wrong key uses up none."""
        self.received.append({"received_at": time.time(), "key_ok": key_ok, **facts})
        return self._steps.popleft() if key_ok and self._steps else Step()


@dataclass
class Jobs:
    """Accepted transcription jobs; one outcome and one delay are scripted for all of them."""

    delay_seconds: float = 0
    fail: bool = False
    unknown: bool = False
    _accepted: dict[str, tuple[float, Recorded]] = field(default_factory=dict)

    def accept(self, job_id: str, transcript: Recorded) -> None:
        """Start a job."""
        self._accepted[job_id] = (time.monotonic(), transcript)

    def state_of(self, job_id: str) -> Literal["unknown", "running", "failed", "done"]:
        """Return how a job stands under the present script."""
        if self.unknown or job_id not in self._accepted:
            return "unknown"
        if time.monotonic() - self._accepted[job_id][0] < self.delay_seconds:
            return "running"
        return "failed" if self.fail else "done"

    def transcript_of(self, job_id: str) -> Recorded:
        """Return the transcript of an accepted job."""
        return self._accepted[job_id][1]


class State:
    """Everything that `POST /control/reset` forgets."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Go back to the start: default answers, any key, no jobs, nothing received."""
        self.keys: dict[str, str | None] = {"elevenlabs": None, "openai": None}
        self.inboxes: dict[Provider, Inbox] = {name: Inbox() for name in get_args(Provider)}
        self.jobs = Jobs()
        self.webhooks = Webhooks()
        self.concurrency = Concurrency()
        self.load = Load(self.concurrency)
        self.hears_time_marks = False
        self.billing = Billing()

    def accepts(self, provider: Literal["elevenlabs", "openai"], key: str) -> bool:
        """Return whether this is the expected key; until one is set, any key is."""
        expected = self.keys[provider]
        return key == expected if expected is not None else bool(key)
