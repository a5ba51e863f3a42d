"""Executions that take one step at a time: before every write, request and artifact they wait."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from callinsight.domain.call import Call, Lane, StepName
from callinsight.domain.errors.provider import AmbiguousOutcomeError
from callinsight.domain.ledger import LedgerLine
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write
from callinsight.ports.engines import BeforeSend
from callinsight.steps.booking import Bill
from callinsight.steps.execution import Execution
from callinsight.steps.paying import Paying, Send
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.ledger import FakeLedger

_current: ContextVar["Actor | None"] = ContextVar("actor", default=None)


class Actor:
    """One coroutine that stops at every gate until the test lets it go on."""

    def __init__(self, process: str, run_id: str) -> None:
        self.process = process
        self.run_id = run_id
        self.at = "start"
        self._go = asyncio.Event()
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[Any] | None = None

    @property
    def is_done(self) -> bool:
        """It has ended, or was killed."""
        return self._task is not None and self._task.done()

    async def start(self, body: Callable[[], Awaitable[Any]]) -> None:
        """Run until the first gate."""

        async def main() -> None:
            _current.set(self)
            try:
                await body()
            finally:
                self._arrived.set()

        self._task = asyncio.create_task(main())
        await self._arrived.wait()

    async def step(self) -> None:
        """Let it pass its gate and run to the next one, or to its end."""
        self._arrived.clear()
        self._go.set()
        await self._arrived.wait()
        if self._task is not None and self._task.done():
            await self._task

    async def kill(self) -> None:
        """Stop it where it stands; nothing it would do afterwards happens."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def gate(self, name: str) -> None:
        """Wait for `step`."""
        self.at = name
        self._arrived.set()
        await self._go.wait()
        self._go.clear()


async def at_gate(name: str) -> None:
    """Stop the running actor, if an actor is running."""
    actor = _current.get()
    if actor is not None:
        await actor.gate(name)


class GatedCalls:
    """A call store whose writes are gates, and which notes every write that was accepted."""

    def __init__(self, real: Any, noted: Callable[[Call, Call], None]) -> None:
        self._real = real
        self._noted = noted
        self.after_list: Callable[[], Awaitable[None]] | None = None

    async def list_due(self, lane: Lane, now: datetime, limit: int) -> Sequence[str]:
        """List; then, once, let something happen before anybody reads what was listed."""
        listed: Sequence[str] = await self._real.list_due(lane, now, limit)
        happens, self.after_list = self.after_list, None
        if happens is not None:
            await happens()
        return listed

    async def apply(self, write: Write) -> Call | None:
        await at_gate(f"write {', '.join(sorted(write.values))[:40]}")
        before = await self._real.get(write.call_id)
        written: Call | None = await self._real.apply(write)
        if written is not None:
            self._noted(before, written)
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class GatedArtifacts(FakeArtifactStore):
    """An artifact store whose writes are gates."""

    async def put(self, key: str, body: bytes) -> None:
        await at_gate("artifact")
        await super().put(key, body)


class GatedLedger(FakeLedger):
    """A ledger whose writes are gates."""

    async def add(self, line: LedgerLine) -> bool:
        await at_gate("ledger")
        return await super().add(line)


class GatedPaying(Paying):
    """The real protocol of paying, with gates around each request and a count of what was paid."""

    def __init__(self, artifacts: FakeArtifactStore, monotonic: Callable[[], float]) -> None:
        super().__init__(artifacts, monotonic=monotonic)
        self.paid: Counter[str] = Counter()

    async def answer(
        self,
        execution: Execution,
        step: StepName,
        fingerprint: str,
        send: Send,
        status: Status | None = None,
        *,
        slots: int = 1,
        bill: Bill | None = None,
    ) -> tuple[bytes, bool]:
        async def counted(before_send: BeforeSend) -> bytes:
            await at_gate(f"request {step}")
            try:
                body = await send(before_send)
            except AmbiguousOutcomeError:
                self.paid[fingerprint] += 1  # the answer was lost, the money was not
                raise
            self.paid[fingerprint] += 1
            await at_gate(f"answer {step}")
            return body

        return await super().answer(
            execution, step, fingerprint, counted, status, slots=slots, bill=bill
        )
