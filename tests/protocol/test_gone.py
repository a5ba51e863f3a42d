"""Watching one other process: its item changes, stands still, or is missing."""

from dataclasses import dataclass, field

from callinsight.domain.liveness import DEAD_AFTER_SECONDS, Heartbeat
from callinsight.heartbeat import is_gone
from tests.fakes.operations import FakeOperationsStore


@dataclass
class Watch:
    """A watcher's clock and table; the process beats at given seconds and may be removed."""

    beats_at: list[float] = field(default_factory=list)
    removed_at: float = float("inf")
    now: float = 0.0
    table: FakeOperationsStore = field(default_factory=FakeOperationsStore)

    async def pause(self, seconds: float) -> None:
        """Let time pass, and the process do what it does in that time."""
        self.now += seconds
        if any(self.now - seconds < beat <= self.now for beat in self.beats_at):
            self.beat()
        if self.now >= self.removed_at:
            self.table.remove("p")

    def beat(self) -> None:
        """Rewrite the item."""
        self.table.beat(Heartbeat(process_id="p", last_seen=f"{self.now}"))

    async def is_gone(self) -> bool:
        return await is_gone(self.table, "p", lambda: self.now, self.pause)


async def test_a_process_without_an_item_is_gone_at_once() -> None:
    watch = Watch()
    assert await watch.is_gone()
    assert watch.now == 0


async def test_a_process_whose_item_changes_is_alive_as_soon_as_it_does() -> None:
    watch = Watch(beats_at=[4.5])
    watch.beat()
    assert not await watch.is_gone()
    assert 4.5 <= watch.now < 6


async def test_a_process_whose_item_stands_still_is_gone_after_twenty_seconds() -> None:
    watch = Watch()
    watch.beat()
    assert await watch.is_gone()
    assert watch.now == DEAD_AFTER_SECONDS


async def test_a_process_that_removes_its_item_meanwhile_is_gone() -> None:
    watch = Watch(removed_at=3)
    watch.beat()
    assert await watch.is_gone()
    assert watch.now == 3


async def test_a_beat_just_before_the_end_saves_the_process() -> None:
    watch = Watch(beats_at=[DEAD_AFTER_SECONDS - 1])
    watch.beat()
    assert not await watch.is_gone()
    assert watch.now < DEAD_AFTER_SECONDS
