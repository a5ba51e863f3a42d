"""A small world around one call: dispatchers, processes and a person, one step at a time."""

from dataclasses import dataclass, field
from typing import cast

from callinsight.dispatcher.rescues import Census, Rescues
from callinsight.dispatcher.starts import Starts
from callinsight.domain.call import Call
from callinsight.domain.dispatch import RunState
from callinsight.domain.execution import RunIdentity
from callinsight.domain.liveness import Heartbeat
from callinsight.heartbeat import ProcessHeartbeat
from callinsight.services import Services
from callinsight.steps.execution import Execution
from callinsight.steps.executions import Executions
from tests.builders import TestClock, a_call_with_audio
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.flow_runs import FakeFlowRuns
from tests.fakes.operations import FakeOperationsStore
from tests.fakes.recordings import FakeRecordingStore


@dataclass
class World:
    """Everything a protocol test needs, and the moves it can make."""

    services: Services
    clock: TestClock
    monotonic: float = 0.0
    _rescues: Rescues | None = field(default=None)

    @property
    def runs(self) -> FakeFlowRuns:
        """Prefect."""
        return cast("FakeFlowRuns", self.services.flow_runs)

    @property
    def transcriber(self) -> FakeTranscriber:
        """The provider of transcripts."""
        return cast("FakeTranscriber", self.services.transcriber)

    @property
    def model(self) -> FakeLanguageModel:
        """The provider of analyses."""
        return cast("FakeLanguageModel", self.services.language_model)

    @property
    def operations(self) -> FakeOperationsStore:
        """The heartbeats."""
        return cast("FakeOperationsStore", self.services.operations)

    @property
    def bucket(self) -> FakeRecordingStore:
        """The recordings."""
        return cast("FakeRecordingStore", self.services.recordings)

    @property
    def rescues(self) -> Rescues:
        """One dispatcher's view of the living; it remembers what it saw."""
        if self._rescues is None:
            self._rescues = Rescues(
                self.services.calls,
                self.operations,
                self.runs,
                self.clock,
                monotonic=lambda: self.monotonic,
            )
        return self._rescues

    @property
    def starts(self) -> Starts:
        """A dispatcher's starting half."""
        return Starts(self.services.calls, self.runs, self.clock, capacity=4)

    async def a_call(self) -> Call:
        """A queued call with audio."""
        return await a_call_with_audio(self.services)

    async def now(self, call: Call) -> Call:
        """The record as it is."""
        seen = await self.services.calls.get(call.call_id)
        assert seen is not None
        return seen

    async def dispatch(self, call: Call) -> str:
        """Start a due call; return its flow run."""
        await self.starts.run(Census(owned=(), alive=()))
        run = await self.runs.find((await self.now(call)).idempotency_key)
        assert run is not None
        return run.id

    def run_identity(self, run_id: str) -> RunIdentity:
        """What a flow run knows of itself once it is Running."""
        self.runs.set(run_id, RunState.RUNNING)
        run = self.runs.runs[run_id]
        return RunIdentity(id=run.id, key=run.key, count=run.count)

    async def begin(self, call: Call) -> Execution:
        """Dispatch a call and begin it in this process."""
        run_id = await self.dispatch(call)
        return await self.services.executions.begin(call.call_id, self.run_identity(run_id))

    def another_process(self, *, adhoc: bool = False) -> Executions:
        """Executions of another process, with a heartbeat of its own."""
        heartbeat = ProcessHeartbeat(self.operations, self.clock, beat_seconds=3600)
        return Executions(
            self.services.calls,
            self.operations,
            heartbeat,
            self.clock,
            self.services.settings.deadlines,
        )

    async def process_dies(self, execution: Execution) -> None:
        """The owner's heartbeat stands still for longer than 20 seconds."""
        await self.rescues.take_census()
        self.monotonic += 21
        for beat in list(self.operations.heartbeats.values()):
            if beat.process_id != execution.call.owner:
                moved = beat.model_copy(update={"last_seen": f"{self.monotonic}"})
                self.operations.beat(moved)
        self.clock.advance(seconds=21)

    def beat(self, process_id: str, **fields: object) -> None:
        """Rewrite a process's heartbeat item."""
        self.operations.beat(
            Heartbeat.model_validate(
                {"process_id": process_id, "last_seen": f"{self.clock()}", **fields}
            )
        )
