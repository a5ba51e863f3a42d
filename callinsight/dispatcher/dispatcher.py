"""The dispatcher: looks at every call that is due, and at every process that died."""

import asyncio
import time
from collections.abc import Callable
from functools import partial

from callinsight.clock import Clock
from callinsight.dispatcher.corrections import Corrections
from callinsight.dispatcher.one_call import OneCall
from callinsight.dispatcher.outliving import outlived
from callinsight.dispatcher.rescues import Census, Rescues
from callinsight.dispatcher.starts import Starts
from callinsight.domain.call import Call
from callinsight.domain.events import RecordingUploaded
from callinsight.domain.status import WAITING, Status
from callinsight.domain.uploads import expired
from callinsight.erasing import Erasing
from callinsight.intake import Intake
from callinsight.ports.calls import CallStore
from callinsight.ports.recordings import RecordingStore

TICK_SECONDS = 2.0
APART_SECONDS = 0.25  # a thousand uploads wake it a thousand times
CENSUS_SECONDS = 5.0
CORRECTION_SECONDS = 15.0
WATCHED_AT_ONCE = 100
_NAME = "The dispatcher"


class Dispatcher:
    """One loop over the parts; each part is safe beside another dispatcher doing the same."""

    def __init__(
        self,
        calls: CallStore,
        recordings: RecordingStore,
        intake: Intake,
        rescues: Rescues,
        starts: Starts,
        corrections: Corrections,
        erasing: Erasing,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._calls = calls
        self._recordings = recordings
        self._intake = intake
        self._rescues = rescues
        self._starts = starts
        self._corrections = corrections
        self._erasing = erasing
        self._clock = clock
        self._monotonic = monotonic
        self._one_call = OneCall(calls, clock)
        self._census = Census(owned=(), alive=())
        self._census_at = float("-inf")
        self._corrected_at = float("-inf")
        self.wake = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Tick every two seconds, and at once when `wake` is set, until `stop` is set.

        In a burst of wakes there are four ticks a second; a rested dispatcher answers at once.
        """
        while not stop.is_set():
            rested = asyncio.create_task(asyncio.sleep(APART_SECONDS))
            await self.tick()
            await rested
            try:
                async with asyncio.timeout(TICK_SECONDS):
                    await self.wake.wait()
            except TimeoutError:
                continue
            finally:
                self.wake.clear()

    async def tick(self) -> None:
        """Look once at everything that is due; what stops one part does not stop the others."""
        moment = self._monotonic()
        if moment - self._census_at >= CENSUS_SECONDS:
            self._census_at = moment
            await outlived(_NAME, self._count)
        await outlived(_NAME, self._watch)
        await outlived(_NAME, lambda: self._starts.run(self._census))
        if moment - self._corrected_at >= CORRECTION_SECONDS:
            self._corrected_at = moment
            await outlived(_NAME, lambda: self._corrections.run(self._census))

    async def _count(self) -> None:
        self._census = await self._rescues.run()

    async def _watch(self) -> None:
        for call_id in await self._calls.list_due("watch", self._clock(), WATCHED_AT_ONCE):
            await self._one_call.at_a_time(call_id, partial(self._look, call_id))

    async def _look(self, call_id: str) -> None:
        """Look at a call if it is still due: an execution may have begun it since it was listed."""
        call = await self._calls.get(call_id)
        if call is not None and call.lane == "watch" and call.is_due(self._clock()):
            await self._look_at(call)

    async def _look_at(self, call: Call) -> None:
        if call.erased_at is not None:
            await self._erasing.go_on(call)
        elif call.status in WAITING:
            await self._expire(call)
        elif call.status is Status.QUEUED:
            await self._starts.unclaimed(call)
        elif call.is_running:
            await self._rescues.abandoned(call)

    async def _expire(self, call: Call) -> None:
        """An upload's time is over; if its object is there, only the event was lost."""
        key = call.upload_key
        if key is not None and await self._recordings.head(key) is not None:
            await self._intake.accept(RecordingUploaded(self._recordings.bucket, key))
            return
        await self._calls.apply(expired(call, self._clock()))
