"""One live execution of a call: the only way its steps write to the record."""

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from callinsight.clock import Clock
from callinsight.domain.call import Call, StepName, StepReport
from callinsight.domain.errors.base import Superseded
from callinsight.domain.errors.call import StepDeadlineError
from callinsight.domain.execution import RunIdentity, advanced
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.calls import CallStore
from callinsight.steps.insisting import insist
from callinsight.steps.interruption import Interruption
from callinsight.steps.step_time import StepTime
from callinsight.steps.turns import Turn


class Execution:
    """Holds the newest known record; every write is conditional on the fence `begin` was given.

    Steps call `write`; it raises `Superseded` once another execution has the call. The object
    lives in one process and is never serialised.
    """

    def __init__(
        self,
        store: CallStore,
        clock: Clock,
        call: Call,
        run: RunIdentity,
        deadlines: dict[StepName, timedelta],
    ) -> None:
        self.call = call
        self.run = run
        self.step: StepName | None = None
        self._fence = call.fence
        self._store = store
        self._clock = clock
        self._deadlines = deadlines
        self._started_at: float | None = None
        self._ends_at: dict[StepName, float] = {}
        self._reports: dict[StepName, StepReport] = {}
        self.time = StepTime()
        self.interruption = Interruption(lambda: not self.call.is_running)
        self.turn = Turn()
        self.unsettled_costs: dict[str, float | None] = {}
        self.progressed = False
        self.answered: set[str] = set()  # fingerprints whose answers are kept, as far as it saw

    def now(self) -> datetime:
        """Return the present moment."""
        return self._clock()

    def total_seconds(self, step: StepName) -> float:
        """Return how long a step may take over all its tries."""
        return self._deadlines[step].total_seconds()

    async def write(self, write: Write) -> Call:
        """Carry out a write of this execution; raises `Superseded` if the fence was raised."""
        if self.call.fence != self._fence:
            raise Superseded("This execution has ended already.")
        written = await self._store.apply(write)
        if written is None:
            raise Superseded("Another execution has taken over this call.")
        self.call = written
        return written

    async def advance(self, status: Status, **attributes: Any) -> None:
        """Move the call forward, if it is not there already."""
        if status != self.call.status:
            await self.write(advanced(self.call, self.now(), status, **attributes))

    async def is_erased(self) -> bool:
        """Read the tombstone: nothing may be stored for a call that was erased."""
        call = await self._store.get(self.call.call_id)
        return call is None or call.erased_at is not None

    async def keep(self, artifacts: ArtifactStore, key: str, body: bytes) -> None:
        """Store a result, even if the call has a new owner by now; never once it is erased.

        It has been paid for: while a store is away, storing is tried again until the step's end.
        """
        await insist(lambda: self._keep(artifacts, key, body))
        self.progressed = True

    async def _keep(self, artifacts: ArtifactStore, key: str, body: bytes) -> None:
        if await self.is_erased():
            raise Superseded("The call was erased.")
        await artifacts.put(key, body)

    @asynccontextmanager
    async def within(self, step: StepName) -> AsyncGenerator[None]:
        """Run one try of a step: counted, timed, and bounded by the step's total time.

        The time runs from the first try over all tries, but not while the step waits in a
        provider's line; `StepDeadlineError` ends the last one.
        """
        self.step, self._started_at = step, time.monotonic()
        stood_still = self.time.stood_still
        ends_at = self._ends_at.setdefault(
            step, self._started_at + self._deadlines[step].total_seconds()
        )
        try:
            async with self.time.limited_to(max(0.0, ends_at - self._started_at)):
                yield
        except TimeoutError:
            self.turn.give()
            raise StepDeadlineError(f"The step {step} used up its total time.") from None
        except BaseException:
            self.turn.give()  # a failed step may be repeated much later
            raise
        finally:
            self._ends_at[step] += self.time.stood_still - stood_still
            self._reports = self.reports()
            self._started_at = None

    def note(self, step: StepName, *, reused: bool, cost_usd: float | None = 0.0) -> None:
        """Remember for the report whether a step was computed, and what it cost."""
        known = self._reports.get(step, _unpaid(step))
        self._reports[step] = known.model_copy(update={"reused": reused, "cost_usd": cost_usd})

    def reports(self) -> dict[StepName, StepReport]:
        """Return how the steps went so far, the running one included."""
        if self.step is None or self._started_at is None:
            return dict(self._reports)
        known = self._reports.get(self.step, _unpaid(self.step))
        elapsed = known.seconds + time.monotonic() - self._started_at
        running = known.model_copy(update={"seconds": round(elapsed, 3), "tries": known.tries + 1})
        return {**self._reports, self.step: running}


def _unpaid(step: StepName) -> StepReport:
    return StepReport(name=step, seconds=0, tries=0, cost_usd=0.0)
