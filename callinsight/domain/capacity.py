"""How many more calls may start: what the workers have free, less what is on its way to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from callinsight.domain.liveness import Heartbeat

UNCLAIMED_PER_WORKER = 20
BACKFILL_UNCLAIMED_PER_WORKER = 10  # a live call never waits behind twenty others
BACKFILL_SHARE = 0.9


@dataclass(frozen=True)
class Unclaimed:
    """How many calls have a flow run that nobody has begun yet."""

    live: int = 0
    backfill: int = 0


@dataclass(frozen=True)
class Capacity:
    """What the living workers can hold; a pool without our worker counts as one."""

    total: int
    free: int
    workers: int = 1

    @classmethod
    def told_by(cls, workers: Sequence[Heartbeat]) -> "Capacity":
        """Add up what workers tell; draining ones hold nothing new."""
        staying = [beat for beat in workers if beat.draining_until is None]
        return cls(
            total=sum(beat.places for beat in staying),
            free=sum(max(0, beat.places - beat.running) for beat in staying),
            workers=len(staying),
        )

    def for_live(self, unclaimed: Unclaimed) -> int:
        """Return how many calls may start now, of whichever lane."""
        on_their_way = unclaimed.live + unclaimed.backfill
        free = min(self.free, UNCLAIMED_PER_WORKER * self.workers)
        return max(0, free - on_their_way)

    def for_backfill(self, unclaimed: Unclaimed) -> int:
        """Return how many backfill calls may start now: some places are kept for live ones."""
        kept = self.total - max(1, int(self.total * BACKFILL_SHARE))
        places = self.free - kept - unclaimed.live - unclaimed.backfill
        left = BACKFILL_UNCLAIMED_PER_WORKER * self.workers - unclaimed.backfill
        return max(0, min(self.for_live(unclaimed), places, left))
