"""Prefect's own flow engine, made fit for many runs in one process: the one file that knows
interfaces of Prefect which are not public. `self_check.py` tries them before they are used.

What the engine does for a run of its own process, and what it must not do for one of many:

- it watches for suspension with a thread, an event loop and a websocket per run: here one observer
  serves all runs;
- it sends heartbeats from a thread per run: nobody reads them here, a process has one heartbeat;
- it takes an asyncio cancellation for a crash: here it is a person's cancel or a drain, if asked;
- it names the run and updates its policy with a request each, also when nothing changes;
- it replaces `print` for the whole process if the flow logs its prints: such flows do without.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect._flow_run_suspension import (
    FlowRunSuspensionRequest,
    mark_flow_run_suspension_requested,
    register_flow_run_suspension_request,
)
from prefect._internal.observers import (
    FlowRunCancellingObserver,
    FlowRunSuspendingObserver,
    OnCancellingCallback,
)
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State
from prefect.context import AsyncClientContext, ContextModel, SyncClientContext
from prefect.flow_engine import AsyncFlowRunEngine, _flow_parameters
from prefect.results import _aget_default_persist_result, aget_default_result_storage
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_KEY, PREFECT_API_URL
from prefect.states import Crashed
from prefect.utilities.engine import propose_state

HANDED_BACK = "Handed back: the worker stops, another one goes on with the work."
REPORTING_AT_ONCE = 16


class Interruption(Enum):
    """Why a run's task is cancelled."""

    CANCELLED = auto()
    DRAINED = auto()


class LeanClient(PrefectClient):
    """A client that leaves out updates which change nothing."""

    async def update_flow_run(self, flow_run_id: UUID, *told: Any, **changes: Any) -> Any:
        """Update the run, unless it is only told the policy of a flow that is never retried."""
        policy = changes.get("empirical_policy")
        only_policy = not told and set(changes) <= {"flow_version", "empirical_policy"}
        if only_policy and policy is not None and not policy.retries and not policy.retry_delay:
            return None
        return await super().update_flow_run(flow_run_id, *told, **changes)


class SharedClientContext(AsyncClientContext):
    """The one client of all runs: Prefect would build one, with its TLS context, for each task."""

    def __init__(self, client: PrefectClient) -> None:
        ContextModel.__init__(self, client=client)
        self._httpx_settings = None
        self._context_stack = 0


@asynccontextmanager
async def sharing(kind: type[LeanClient] = LeanClient) -> AsyncGenerator[PrefectClient]:
    """Let everything inside the block use one client, and one synchronous client."""
    client = kind(
        PREFECT_API_URL.value(),
        auth_string=PREFECT_API_AUTH_STRING.value(),
        api_key=PREFECT_API_KEY.value(),
    )
    async with SharedClientContext(client):
        with SyncClientContext():
            yield client


@dataclass
class WarmEngine(AsyncFlowRunEngine[Any, Any]):
    """One run of many; `why` says what a cancellation of its task means."""

    on_begun: Callable[[], None] = lambda: None
    reporting: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    why: Interruption | None = None
    is_ending: bool = False

    @property
    def heartbeat_seconds(self) -> int | None:
        """No thread for this run."""
        return None

    @contextmanager
    def setup_flow_run_suspension_request(self) -> Generator[FlowRunSuspensionRequest]:
        """Register the run with the observer of all runs instead of starting one."""
        request = self._get_flow_run_suspension_request()
        with register_flow_run_suspension_request(self._run.id, request):
            request.raise_if_requested()
            yield request

    async def begin_run(self) -> State[Any]:
        """Enter Running, and say so: the next run may start."""
        self._flow_run_name_set = self._has_its_name()
        state = await super().begin_run()
        self.on_begun()
        return state

    async def handle_crash(self, exc: BaseException) -> None:
        """Tell why the run ends here. Exactly one cancellation comes: a second would break this."""
        self.is_ending = True
        if self.why is Interruption.CANCELLED:
            await self.handle_cancellation(exc)
        elif self.why is Interruption.DRAINED:
            self._raised = exc  # type: ignore[assignment]  # upstream stores BaseExceptions too
            async with self.reporting:
                await self.set_state(Crashed(message=HANDED_BACK), force=True)
        else:
            await super().handle_crash(exc)

    @property
    def _run(self) -> FlowRun:
        if self.flow_run is None:
            raise RuntimeError("The engine has no flow run.")
        return self.flow_run

    def _has_its_name(self) -> bool:
        template = self.flow.flow_run_name
        if not isinstance(template, str):
            return False
        try:
            return template.format(**(self.parameters or {})) == self._run.name
        except (KeyError, IndexError):
            return False


def engine_for(flow: Flow[..., Any], run: FlowRun, **hooks: Any) -> WarmEngine:
    """Return the engine of a scheduled run; its parameters are completed by the flow's defaults."""
    parameters = _flow_parameters(flow=flow, flow_run=run, parameters=None)
    return WarmEngine(flow=flow, flow_run=run, parameters=parameters, **hooks)


async def execute(engine: WarmEngine) -> None:
    """Execute the engine's run to its end, as Prefect's own `run_flow` does."""
    async with engine.start():
        while engine.is_running():
            async with engine.run_context():
                _result = await engine.call_flow_fn()


async def for_many(flow: Flow[..., Any]) -> Flow[..., Any]:
    """Return the flow as it may run beside others.

    It does not replace the process's `print`, and where its results go is asked once, not with two
    requests per run, one of which would stop all other runs meanwhile.
    """
    persists = flow.persist_result
    many = flow.with_options(
        log_prints=False,
        persist_result=await _aget_default_persist_result() if persists is None else persists,
    )
    if many.result_storage is None:
        many.result_storage = await aget_default_result_storage()
    return many


async def proposed(client: PrefectClient, state: State[Any], flow_run_id: UUID) -> State[Any]:
    """Propose a state; raises `Abort` or `Pause` if the server refuses."""
    return await propose_state(client, state, flow_run_id=flow_run_id)


class Observers:
    """Tells which of the watched runs a person cancels or suspends."""

    def __init__(
        self, cancelling: FlowRunCancellingObserver, suspending: FlowRunSuspendingObserver
    ) -> None:
        self._cancelling = cancelling
        self._suspending = suspending

    def watch(self, flow_run_id: UUID) -> None:
        """Watch a run."""
        self._cancelling.add_in_flight_flow_run_id(flow_run_id)
        self._suspending.add_in_flight_flow_run_id(flow_run_id)

    def forget(self, flow_run_id: UUID) -> None:
        """Watch a run no longer."""
        self._cancelling.remove_in_flight_flow_run_id(flow_run_id)
        self._suspending.remove_in_flight_flow_run_id(flow_run_id)


@asynccontextmanager
async def observing(
    on_cancelling: OnCancellingCallback, polling_seconds: float
) -> AsyncGenerator[Observers]:
    """Observe over one websocket each; while those are down, by a request every so often."""
    async with AsyncExitStack() as stack:
        cancelling = FlowRunCancellingObserver(on_cancelling, polling_interval=polling_seconds)
        suspending = FlowRunSuspendingObserver(
            mark_flow_run_suspension_requested,  # type: ignore[arg-type]  # its answer is not used
            polling_interval=polling_seconds,
        )
        await stack.enter_async_context(cancelling)
        await stack.enter_async_context(suspending)
        yield Observers(cancelling, suspending)
