"""Live status: one reader per process looks for changes, and tells everybody who watches.

An index may show a change late, and clocks differ: each look goes back a few seconds behind the
last one, and what was told already is left out. Nobody watches: nothing is read.
"""

import asyncio
import logging
from collections import deque
from datetime import timedelta

from callinsight.clock import Clock
from callinsight.domain.errors.base import CallInsightError, ServiceUnavailableError
from callinsight.domain.instant import instant_text
from callinsight.domain.update_sweep import UpdateSweep
from callinsight.logs import without_text
from callinsight.ports.calls import CallStore
from callinsight.viewers import Change, Viewer

LOOK_SECONDS = 1.0
PAGE = 1000
KEPT_CHANGES = 5000
MOST_VIEWERS = 1000
# How far back the first look goes, so that those who were cut off for a moment miss nothing.
LOOK_BACK = timedelta(seconds=60)
# Who watches has loaded a list shortly before.
LOADED_BEFORE = timedelta(seconds=10)

_log = logging.getLogger(__name__)


class LiveCalls:
    """Reads changes once a second, whether one watches or two hundred do."""

    def __init__(
        self, calls: CallStore, clock: Clock, *, look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._calls = calls
        self._clock = clock
        self._look_seconds = look_seconds
        self._viewers: set[Viewer] = set()
        self._reader: asyncio.Task[None] | None = None
        self._sweep = UpdateSweep(clock() - LOOK_BACK)
        self._kept: deque[Change] = deque()
        self._kept_from = self._sweep.since
        self._is_closed = False

    @property
    def viewers(self) -> int:
        """How many watch now."""
        return len(self._viewers)

    def join(self, last_position: str | None = None, call_id: str | None = None) -> Viewer:
        """Return a new viewer, which is told what changed after a position.

        Without one it is told of the last few seconds; if that much is not known any more, it is
        told to load again.
        """
        if self._reader is None:
            self._begin()
        viewer = Viewer(self._clock() - LOADED_BEFORE, call_id)
        since = self._sweep.missed_since(last_position) if last_position is not None else None
        if last_position is not None and (since is None or since < self._kept_from):
            viewer.reset(self.position)
        else:
            viewer.since = since or viewer.since
        for change in self._kept:
            viewer.tell(change)
        self._viewers.add(viewer)
        return viewer

    def require_room(self) -> None:
        """Raise `ServiceUnavailableError` if too many watch, or the process ends."""
        if self._is_closed or len(self._viewers) >= MOST_VIEWERS:
            raise ServiceUnavailableError("No more can watch here now.")

    def leave(self, viewer: Viewer) -> None:
        """Forget a viewer; with the last one the reading ends."""
        self._viewers.discard(viewer)
        if not self._viewers and self._reader is not None:
            self._reader.cancel()
            self._reader = None

    def close(self) -> None:
        """Let every viewer go, and whoever comes still, because the process ends."""
        self._is_closed = True
        for viewer in [*self._viewers]:
            viewer.end()
            self.leave(viewer)

    @property
    def position(self) -> str:
        """Up to where everything has been told."""
        return instant_text(self._sweep.told_until)

    def _begin(self) -> None:
        self._sweep = UpdateSweep(self._clock() - LOOK_BACK)
        self._kept.clear()
        self._kept_from = self._sweep.since
        self._reader = asyncio.create_task(self._read_on())

    async def _read_on(self) -> None:
        while True:
            try:
                await self._look()
            except CallInsightError as error:
                _log.warning("Live status cannot read changes: %s", error.code)
            except Exception as error:  # noqa: BLE001  (the reader outlives a defect)
                _log.error("Live status met an unexpected %s", without_text(error))
            await asyncio.sleep(self._look_seconds)

    async def _look(self) -> None:
        """Read once and tell; a viewer that cannot keep up is let go."""
        self._sweep.begin(self._clock())
        page = await self._calls.list_updated(self._sweep.since, PAGE)
        for call in self._sweep.news(page.calls, is_all=page.is_all):
            change = Change(self.position, call)
            self._keep(change)
            for viewer in [*self._viewers]:
                if not viewer.tell(change):
                    viewer.drop(self.position)
                    self.leave(viewer)

    def _keep(self, change: Change) -> None:
        self._kept.append(change)
        if len(self._kept) > KEPT_CHANGES:
            gone = self._kept.popleft()
            self._kept_from = max(self._kept_from, gone.at + timedelta(microseconds=1))
