"""One call in a world where anything may happen at any moment; the code under it is the real one."""

import asyncio
import logging
from typing import Any

from callinsight.dispatcher.corrections import Corrections
from callinsight.dispatcher.dispatcher import Dispatcher
from callinsight.dispatcher.rescues import Rescues
from callinsight.dispatcher.starts import Starts
from callinsight.domain.call import Call
from callinsight.domain.dispatch import RunState
from callinsight.domain.erasure import tombstone
from callinsight.domain.errors.provider import AmbiguousOutcomeError, RateLimitedError
from callinsight.domain.events import RecordingUploaded
from callinsight.domain.execution import RunIdentity
from callinsight.domain.liveness import Heartbeat
from callinsight.domain.recording import upload_key
from callinsight.domain.reruns import can_rerun, rerun
from callinsight.domain.uploads import url_issued
from callinsight.services import Services
from callinsight.steps.executions import Executions, Outcome
from tests.builders import PINNED, TestClock, a_call_with_audio, a_profile, fake_services
from tests.fakes.engines import FakeTranscriber
from tests.fakes.flow_runs import FakeFlowRuns
from tests.fakes.operations import FakeOperationsStore
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.recordings import FakeRecordingStore
from tests.protocol.actors import Actor, GatedArtifacts, GatedCalls, GatedLedger, GatedPaying
from tests.steps.conftest import run_to_outcome

_log = logging.getLogger("callinsight")
_ENDS = {
    "Completed": RunState.COMPLETED,
    "Parked": RunState.COMPLETED,
    "Superseded": RunState.COMPLETED,
    "Failed": RunState.FAILED,
}


OTHER_VERSION = a_profile(version=2, system_prompt="Be brief.", transcription={"language": "de"})


class Process:
    """A worker process: a heartbeat, and the executions it has."""

    def __init__(self, number: int) -> None:
        self.process_id = f"process-{number}"
        self.is_alive = True
        self.is_stalled = False
        self.executions: Executions | None = None

    def start(self, loop: object, *, adhoc: bool = False) -> None:
        """The heartbeat's interface, beaten by the machine."""

    def executing(self, change: int) -> None:
        """The heartbeat's interface."""


class _Defects(logging.Handler):
    """Takes errors in the log for what they are: the dispatcher outlives them, a test must not."""

    def __init__(self, violations: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._violations = violations

    def emit(self, record: logging.LogRecord) -> None:
        self._violations.append(record.getMessage())


class Machine:
    """The world of one call, and every move anybody can make in it."""

    def __init__(self, calls: Any) -> None:
        self.clock = TestClock()
        self.monotonic = 0.0
        self.faults = 0
        self.person_may = 0  # accepted acts of persons: only they may leave a terminal status
        self.violations: list[str] = []
        self.runs = FakeFlowRuns(self.clock)
        self.operations = FakeOperationsStore()
        self.bucket = FakeRecordingStore()
        self.transcriber = FakeTranscriber()
        self.artifacts = GatedArtifacts()
        self.paying = GatedPaying(self.artifacts, lambda: self.monotonic)
        self.ledger = GatedLedger()
        self.calls = GatedCalls(calls, self._noted)
        self.services: Services = fake_services(
            clock=self.clock,
            calls=self.calls,
            flow_runs=self.runs,
            operations=self.operations,
            recordings=self.bucket,
            artifacts=self.artifacts,
            ledger=self.ledger,
            profile_store=FakeProfileStore(a_profile(), OTHER_VERSION),
            transcriber=self.transcriber,
            paying=self.paying,
        )
        self.processes: list[Process] = []
        self.actors: list[Actor] = []
        self.dispatchers = [self._dispatcher(), self._dispatcher()]
        self._human = False
        self._defects = _Defects(self.violations)
        _log.addHandler(self._defects)

    async def set_up(self) -> None:
        """Create the call and two processes."""
        self.call_id = (await a_call_with_audio(self.services)).call_id
        for _ in range(2):
            self.new_process()

    async def record(self) -> Call:
        """The record as it is."""
        call = await self.calls.get(self.call_id)
        assert isinstance(call, Call)
        return call

    # -- processes and runs ---------------------------------------------------------------------
    def new_process(self) -> None:
        """A process starts."""
        process = Process(len(self.processes))
        process.executions = Executions(
            self.calls,
            self.operations,
            process,  # type: ignore[arg-type]  # stands in for a heartbeat
            self.clock,
            self.services.settings.deadlines,
            watch=self._is_gone,
        )
        self.processes.append(process)
        self._beat(process)

    async def take_run(self, process: Process) -> bool:
        """A worker takes a scheduled run, if Prefect answers and there is one."""
        waiting = {RunState.SCHEDULED, RunState.AWAITING_RETRY}
        run = next((r for r in self.runs.runs.values() if r.state in waiting), None)
        if run is None or self.runs.is_away or not process.is_alive:
            return False
        self.runs.set(run.id, RunState.PENDING)
        await self._boot(process, run.id)
        return True

    async def custom_run(self, process: Process) -> None:
        """A person starts a run without our key."""
        run = await self.runs.start(
            self.call_id, key=f"custom-{len(self.runs.runs)}", lane="live", tags=[]
        )
        await self._boot(process, run.id, key=None)

    async def step(self, actor: Actor) -> None:
        """An execution takes one step."""
        await actor.step()
        self._drop_finished()

    async def kill(self, process: Process) -> None:
        """kill -9."""
        process.is_alive = False
        self.faults += 1
        for actor in self._actors_of(process):
            await actor.kill()
        self._drop_finished()
        self.new_process()

    def stall(self, process: Process) -> None:
        """A process lives, but its heartbeat stands still."""
        process.is_stalled = True
        self.faults += 1

    async def pass_time(self, seconds: float) -> None:
        """Time passes; living hearts beat."""
        self.clock.advance(seconds=seconds)
        self.monotonic += seconds
        for process in self.processes:
            if process.is_alive and not process.is_stalled:
                self._beat(process)

    # -- dispatchers ------------------------------------------------------------------------------
    async def tick(self, number: int) -> None:
        """A dispatcher looks once at everything."""
        await self.dispatchers[number].tick()

    def a_worker_is_quick(self, process: Process, steps: int) -> None:
        """A worker takes a run and goes on with it between a dispatcher's list and its read."""

        async def happens() -> None:
            if await self.take_run(process):
                actor = self.actors[-1] if self.actors else None
                for _ in range(steps):
                    if actor in self.actors:
                        await self.step(actor)

        self.calls.after_list = happens

    # -- people and events --------------------------------------------------------------------------
    async def cancel(self, run_id: str) -> None:
        """A person cancels a run; a live worker stops the execution and runs the hook."""
        run = self.runs.runs[run_id]
        if run.state.is_over or run.state is RunState.CANCELLING or self.runs.is_away:
            return
        self.faults += 1
        if run.state in {RunState.SCHEDULED, RunState.AWAITING_RETRY}:
            self.runs.set(run_id, RunState.CANCELLED)
            return
        self.runs.set(run_id, RunState.CANCELLING)
        for actor in [actor for actor in self.actors if actor.run_id == run_id]:
            process = self._process(actor)
            await actor.kill()
            assert process.executions is not None
            await process.executions.cancel(self.call_id, run_id)
            self.runs.set(run_id, RunState.CANCELLED)
        self._drop_finished()

    async def retry(self, run_id: str) -> None:
        """A person presses Retry on a run that is over."""
        if self.runs.runs[run_id].state.is_over and not self.runs.is_away:
            self.person_may += 1
            self.runs.set(run_id, RunState.AWAITING_RETRY)

    async def rerun(self) -> None:
        """A person asks for the call again, from the transcription on."""
        call = await self.record()
        if can_rerun(call):
            await self._as_person(rerun(call, self.clock(), from_step="transcribe"))

    async def use_version(self, version: int) -> None:
        """A person wants another version of the profile, which hears and asks otherwise."""
        call = await self.record()
        if can_rerun(call):
            pinned = PINNED.model_copy(update={"version": version})
            await self._as_person(rerun(call, self.clock(), from_step="persist", profile=pinned))

    async def replace(self) -> None:
        """A person uploads a better recording."""
        call = await self.record()
        if call.erased_at is not None:
            return
        key = upload_key(self.call_id, f"u{self.clock():%f}", "better.wav")
        expires_at = self.clock()
        await self._as_person(
            url_issued(call, self.clock(), key=key, file_name="b.wav", expires_at=expires_at)
        )
        self.bucket.put(key, f"better {key}".encode())
        await self._event(key)

    async def repeat_event(self) -> None:
        """S3 tells the same upload once more."""
        call = await self.record()
        if call.recording is not None:
            await self._event(call.recording.key)

    async def erase(self) -> None:
        """A person erases the call."""
        call = await self.record()
        if call.erased_at is None:
            await self._as_person(tombstone(call, self.clock()))

    def provider_fails(self, kind: str) -> None:
        """The next request is refused, or its answer is lost."""
        if kind == "refuse":
            self.transcriber.fail_with(RateLimitedError("slow down", 120.0))
            return
        self.faults += 1
        self.transcriber.fail_with(AmbiguousOutcomeError("no answer"))

    # -- the end ------------------------------------------------------------------------------------
    async def heal(self) -> Call:
        """All faults end; whatever is open must come to its end by itself."""
        self.runs.is_away = False
        self.transcriber.recover()
        for process in self.processes:
            process.is_stalled = False
        for _ in range(60):
            await self.pass_time(200)
            await self.tick(0)
            await self.tick(1)
            alive = next(p for p in self.processes if p.is_alive)
            while await self.take_run(alive):
                pass
            for _ in range(60):
                for actor in list(self.actors):
                    await self.step(actor)
            call = await self.record()
            if call.erasure == "done" or (call.erased_at is None and call.is_terminal):
                return call
        raise AssertionError(f"frozen: {call.status} {call.status_reason} due {call.due_at}")

    async def close(self) -> None:
        """Stop what still runs."""
        _log.removeHandler(self._defects)
        await asyncio.gather(*(actor.kill() for actor in self.actors))

    async def _boot(self, process: Process, run_id: str, key: str | None = "own") -> None:
        self.runs.set(run_id, RunState.RUNNING)
        run = self.runs.runs[run_id]
        identity = RunIdentity(id=run_id, key=run.key if key else None, count=run.count)
        deliberate = key is None or run.count > 1
        actor = Actor(process.process_id, run_id)
        self.actors.append(actor)
        assert process.executions is not None
        executions = process.executions

        async def body() -> None:
            self.person_may += deliberate
            outcome = await run_to_outcome(self.services, executions, self.call_id, identity)
            self._end_run(run_id, outcome)

        await actor.start(body)
        self._drop_finished()

    def _end_run(self, run_id: str, outcome: Outcome) -> None:
        run = self.runs.runs.get(run_id)
        if run is None or run.state.is_over or self.runs.is_away:
            return
        cancelling = run.state is RunState.CANCELLING
        self.runs.set(run_id, RunState.CANCELLED if cancelling else _ENDS[outcome.kind])

    async def _as_person(self, write: Any) -> None:
        self._human = True
        try:
            await self.calls.apply(write)
        finally:
            self._human = False

    async def _event(self, key: str) -> None:
        self._human = True
        try:
            await self.services.intake.accept(RecordingUploaded(self.bucket.bucket, key))
        finally:
            self._human = False

    def _noted(self, before: Call, after: Call) -> None:
        """I2: nothing but a person's act leaves a terminal status."""
        if before.is_terminal and after.status is not before.status and not self._human:
            if self.person_may <= 0:
                self.violations.append(f"{before.status} was overwritten by {after.status}")
            self.person_may -= 1
        if after.fence < before.fence or after.attempt < before.attempt:
            self.violations.append("fence or attempt went back")

    async def _is_gone(self, _store: Any, process_id: str) -> bool:
        process = next((p for p in self.processes if p.process_id == process_id), None)
        return process is None or not process.is_alive or process.is_stalled

    def _dispatcher(self) -> Dispatcher:
        async def no_pause(_seconds: float) -> None:
            return

        calls, runs, clock = self.calls, self.runs, self.clock
        return Dispatcher(
            calls,
            self.bucket,
            self.services.intake,
            Rescues(calls, self.operations, runs, clock, monotonic=lambda: self.monotonic),
            Starts(calls, runs, clock, capacity=4),
            Corrections(calls, runs, clock, no_pause),
            self.services.erasing,
            clock,
            monotonic=lambda: self.monotonic,
        )

    def _beat(self, process: Process) -> None:
        self.operations.beat(
            Heartbeat(process_id=process.process_id, last_seen=str(self.monotonic))
        )

    def _actors_of(self, process: Process) -> list[Actor]:
        return [actor for actor in self.actors if actor.process == process.process_id]

    def _process(self, actor: Actor) -> Process:
        return next(p for p in self.processes if p.process_id == actor.process)

    def _drop_finished(self) -> None:
        self.actors = [actor for actor in self.actors if not actor.is_done]
