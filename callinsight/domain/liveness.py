"""Which processes live: a heartbeat item that changes is alive, one that stands still is not.

Readers compare changes on their own monotonic clock, so a wrong wall clock kills nobody.
"""

from collections.abc import Iterable

from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored

BEAT_SECONDS = 5.0
DEAD_AFTER_SECONDS = 20.0


class Heartbeat(Stored):
    """The item one process rewrites every five seconds."""

    process_id: str
    last_seen: str
    limit: int | None = None
    running: int = 0
    adhoc: bool = False
    draining_until: Instant | None = None

    @property
    def places(self) -> int:
        """How many calls it may have at once; none while it drains."""
        return 0 if self.draining_until is not None else self.limit or 0


class Liveness:
    """What one reader has seen of all heartbeats."""

    def __init__(self) -> None:
        self._changed: dict[str, tuple[Heartbeat, float]] = {}

    def observe(self, beats: Iterable[Heartbeat], monotonic: float) -> None:
        """Take in one complete reading of the items, made at `monotonic` seconds."""
        known = self._changed
        self._changed = {
            beat.process_id: (beat, monotonic if _moved(known, beat) else known[beat.process_id][1])
            for beat in beats
        }

    def is_gone(self, process_id: str, monotonic: float) -> bool:
        """Say whether the process has no item, or one that has not changed for 20 seconds."""
        if process_id not in self._changed:
            return True
        return monotonic - self._changed[process_id][1] >= DEAD_AFTER_SECONDS

    def alive(self, monotonic: float) -> list[Heartbeat]:
        """Return the heartbeats of all living processes."""
        return [
            beat
            for process_id, (beat, _) in self._changed.items()
            if not self.is_gone(process_id, monotonic)
        ]

    def gone(self, monotonic: float) -> list[str]:
        """Return the processes whose items are left behind."""
        return [process_id for process_id in self._changed if self.is_gone(process_id, monotonic)]


def _moved(known: dict[str, tuple[Heartbeat, float]], beat: Heartbeat) -> bool:
    before = known.get(beat.process_id)
    return before is None or before[0].last_seen != beat.last_seen
