"""Somebody who watches calls: what waits to be sent, bounded."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from callinsight.domain.call import Call
from callinsight.domain.update_sweep import changed_at

WAITING_AT_MOST = 1000


@dataclass(eq=False, frozen=True)
class Change:
    """A call as it is now; whoever knows it and everything before goes on at `position`."""

    position: str
    call: Call

    @property
    def at(self) -> datetime:
        """When the call changed."""
        return changed_at(self.call)


@dataclass(frozen=True)
class Reset:
    """Something was missed: load again."""

    position: str


@dataclass(frozen=True)
class End:
    """Nothing more comes."""


Told = Change | Reset | End


@dataclass(eq=False)
class Viewer:
    """Told of changes from a moment on, of all calls or of one."""

    since: datetime
    call_id: str | None = None
    waiting: asyncio.Queue[Told] = field(default_factory=asyncio.Queue)

    def tell(self, change: Change) -> bool:
        """Queue a change that concerns the viewer; False if too much waits already."""
        if change.at < self.since or self.call_id not in {None, change.call.call_id}:
            return True
        if self.waiting.qsize() >= WAITING_AT_MOST:
            return False
        self.waiting.put_nowait(change)
        return True

    def reset(self, position: str) -> None:
        """Tell that something was missed."""
        self.waiting.put_nowait(Reset(position))

    def drop(self, position: str) -> None:
        """Forget what waits, and end by telling so."""
        while not self.waiting.empty():
            self.waiting.get_nowait()
        self.reset(position)
        self.end()

    def end(self) -> None:
        """Let the viewer go once everything was sent."""
        self.waiting.put_nowait(End())
