"""Flow runs in memory: Prefect's rules, as far as the dispatcher relies on them."""

from collections.abc import Sequence
from datetime import datetime

from callinsight.clock import Clock, utc_now
from callinsight.domain.call import Priority
from callinsight.domain.dispatch import Run, RunState
from callinsight.domain.errors.base import ServiceUnavailableError


class FakeFlowRuns:
    """Keeps runs by id; one run per idempotency key, for ever."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self.runs: dict[str, Run] = {}
        self.tags: dict[str, tuple[str, ...]] = {}
        self.lanes: dict[str, Priority] = {}
        self.is_away = False
        self._clock = clock

    async def check(self) -> None:
        self._answer()

    async def version(self) -> str:
        self._answer()
        return "3.9.1"

    async def pool(self) -> str:
        self._answer()
        return "process"

    async def start(self, call_id: str, *, key: str, lane: Priority, tags: Sequence[str]) -> Run:
        self._answer()
        if (known := self._keyed(key)) is not None:
            return known
        run_id = f"run-{len(self.runs) + 1}"
        self.tags[run_id] = tuple(tags)
        self.lanes[run_id] = lane
        self.runs[run_id] = Run(
            id=run_id, call_id=call_id, key=key, state=RunState.SCHEDULED, since=self._clock()
        )
        return self.runs[run_id]

    async def find(self, key: str) -> Run | None:
        self._answer()
        return self._keyed(key)

    async def get(self, run_id: str) -> Run | None:
        self._answer()
        return self.runs.get(run_id)

    async def list_unfinished(self) -> Sequence[Run]:
        self._answer()
        return [
            run
            for run in self.runs.values()
            if not run.state.is_over and not run.state.waits_for_a_person
        ]

    async def correct(self, run_id: str, state: RunState, message: str) -> None:
        self._answer()
        if state is RunState.CANCELLING and self.runs[run_id].count == 0:
            state = RunState.CANCELLED  # nothing runs yet that could be told
        self.set(run_id, state)

    async def delete(self, run_id: str) -> None:
        self._answer()
        self.runs.pop(run_id, None)

    async def erase(self, call_id: str) -> int:
        self._answer()
        left = 0
        for run in [run for run in self.runs.values() if run.call_id == call_id]:
            if run.state in {RunState.PENDING, RunState.RUNNING}:
                self.set(run.id, RunState.CANCELLING)
            elif run.state is not RunState.CANCELLING:
                del self.runs[run.id]
                continue
            left += 1
        return left

    def set(self, run_id: str, state: RunState, *, since: datetime | None = None) -> None:
        """Change a run's state, as Prefect, a worker or a person does."""
        run = self.runs[run_id]
        started = int(state is RunState.RUNNING and run.state is not RunState.RUNNING)
        self.runs[run_id] = run.model_copy(
            update={
                "state": state,
                "since": since or self._clock(),
                "count": run.count + started,
            }
        )

    def _answer(self) -> None:
        if self.is_away:
            raise ServiceUnavailableError("Prefect does not answer.")

    def _keyed(self, key: str) -> Run | None:
        return next((run for run in self.runs.values() if run.key == key), None)
