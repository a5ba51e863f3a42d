"""One heartbeat per process, from a thread of its own: a busy event loop must not look dead."""

import asyncio
import atexit
import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from ulid import ULID

from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.instant import instant_text
from callinsight.domain.liveness import BEAT_SECONDS, DEAD_AFTER_SECONDS, Heartbeat, Liveness
from callinsight.ports.operations import HeartbeatStore

_log = logging.getLogger(__name__)

STANDSTILL_SECONDS = 120.0


class ProcessHeartbeat:
    """Tells the dispatcher that this process lives; started by the first `begin` of a process."""

    def __init__(
        self,
        store: HeartbeatStore,
        clock: Callable[[], datetime],
        *,
        beat_seconds: float = BEAT_SECONDS,
        standstill_seconds: float = STANDSTILL_SECONDS,
    ) -> None:
        self.process_id = f"{socket.gethostname()}-{os.getpid()}-{str(ULID()).lower()[-8:]}"
        self._store = store
        self._clock = clock
        self._beat_seconds = beat_seconds
        self._standstill_seconds = standstill_seconds
        self._adhoc = False
        self._running = 0
        self.limit: int | None = None
        self._draining_until: datetime | None = None
        self._stop = threading.Event()
        self._beaten_at = float("-inf")
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_moved_at = time.monotonic()
        self._lock = threading.Lock()

    def start(
        self, loop: asyncio.AbstractEventLoop, *, adhoc: bool = False, limit: int | None = None
    ) -> None:
        """Write the first beat before returning, then go on beating while `loop` moves.

        A second start does nothing while the beats go on; a process that fell silent (its event
        loop stood still, or ended) beats again before it owns anything. Raises the store's error
        if that beat cannot be written: without it the execution would be rescued at once.
        """
        with self._lock:
            self._loop = loop
            self._loop_moved_at = time.monotonic()
            if self._thread is not None:
                if time.monotonic() - self._beaten_at >= DEAD_AFTER_SECONDS / 2:
                    self._beat()
                return
            self._adhoc = adhoc
            self.limit = limit
            self._beat()
            self._stop = threading.Event()  # a new one: the thread of a former start keeps its own
            self._thread = threading.Thread(
                target=self._beat_on, args=(self._stop,), name="heartbeat", daemon=True
            )
            self._thread.start()
            atexit.register(self.stop)

    def stop(self) -> None:
        """Stop beating and remove the item: the process has nothing left to execute."""
        with self._lock:
            thread, self._thread = self._thread, None
            stop = self._stop
        if thread is None:
            return
        stop.set()
        thread.join(timeout=BEAT_SECONDS)
        atexit.unregister(self.stop)
        try:
            self._store.remove(self.process_id)
        except CallInsightError:
            _log.warning("The heartbeat item could not be removed; it will be seen as dead.")

    def drain(self, until: datetime) -> None:
        """Say at once that this process gives its calls away, the last ones by `until`.

        Raises the store's error if that cannot be written now; the next beat says it again.
        """
        with self._lock:
            self._draining_until = until
            if self._thread is not None:
                self._beat()

    def executing(self, change: int) -> None:
        """Count executions that begin (+1) and end (-1) in this process."""
        self._running += change

    def _item(self) -> Heartbeat:
        return Heartbeat(
            process_id=self.process_id,
            last_seen=instant_text(self._clock()),
            running=self._running,
            adhoc=self._adhoc,
            limit=self.limit,
            draining_until=self._draining_until,
        )

    def _beat(self) -> None:
        self._store.beat(self._item())
        self._beaten_at = time.monotonic()

    def _beat_on(self, stop: threading.Event) -> None:
        while not stop.wait(self._beat_seconds):
            if self._loop_stands_still():
                continue
            try:
                self._beat()
            except CallInsightError as error:
                _log.warning("A heartbeat could not be written: %s", error)
            except Exception as error:  # noqa: BLE001  (without its thread a process looks dead)
                _log.error("A heartbeat ended in an unexpected %s.", type(error).__name__)

    def _loop_stands_still(self) -> bool:
        """Ask the event loop for a sign of life; it counts as dead after two minutes without."""
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed; another may follow
                loop.call_soon_threadsafe(self._mark_loop)
        return time.monotonic() - self._loop_moved_at > self._standstill_seconds

    def _mark_loop(self) -> None:
        self._loop_moved_at = time.monotonic()


async def is_gone(
    store: HeartbeatStore,
    process_id: str,
    monotonic: Callable[[], float] = time.monotonic,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> bool:
    """Watch one process until its item changes (alive) or stood still for 20 seconds (gone)."""
    liveness = Liveness()
    first: str | None = None
    while True:
        beat = await store.get_heartbeat(process_id)
        liveness.observe([beat] if beat else [], monotonic())
        if liveness.is_gone(process_id, monotonic()):
            return True
        if beat is not None and first is not None and beat.last_seen != first:
            return False
        first = first or (beat.last_seen if beat else None)
        await pause(DEAD_AFTER_SECONDS / 20)
