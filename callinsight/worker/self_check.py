"""Whether Prefect is as this worker knows it: tried without a server before the first run."""

import asyncio
import threading
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import prefect
from prefect import flow
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.responses import (
    OrchestrationResult,
    SetStateStatus,
    StateAcceptDetails,
)
from prefect.logging import disable_run_logger
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)
from prefect.states import Pending

_QUIET = {
    PREFECT_API_URL: "http://127.0.0.1:1/api",  # nobody is asked; without one Prefect starts a server
    PREFECT_LOGGING_TO_API_ENABLED: False,
    PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED: False,
}
TESTED = "3.9."
SECONDS = 10.0
_RUNS = 5  # others in this process may begin a thread meanwhile, but not beside each run


async def problem() -> str | None:
    """Return why flow runs cannot share this process, or None; takes about 50 ms.

    A rehearsal on a loop of its own, in a thread: one run completes, one is cancelled. If a thread
    is left, more runs tell whether it was the run's.
    """
    if not prefect.__version__.startswith(TESTED):
        return f"Prefect {prefect.__version__} is not {TESTED}x, which this worker was tested with"
    try:
        async with asyncio.timeout(SECONDS):
            return await _rehearsed()
    except Exception as error:  # noqa: BLE001  (whatever it is, there is another way)
        return f"Prefect {prefect.__version__} is not as expected ({type(error).__name__}: {error})"


@flow(name="self-check")
async def _done() -> str:
    return "done"


@flow(name="self-check")
async def _waiting() -> None:
    await asyncio.sleep(SECONDS)


async def _rehearsed() -> str | None:
    """Rehearse in a thread that nobody waits for: an engine that behaves otherwise may never end."""
    loop = asyncio.get_running_loop()
    told: asyncio.Future[str | None] = loop.create_future()

    def rehearse() -> None:
        try:
            result, error = asyncio.run(_limited_rehearsal()), None
        except Exception as raised:  # noqa: BLE001  (told by `problem`)
            result, error = None, raised
        with suppress(RuntimeError):  # the loop is closed: nobody asks any more
            loop.call_soon_threadsafe(_tell, told, result, error)

    threading.Thread(target=rehearse, name="self-check", daemon=True).start()
    return await told


def _tell(told: "asyncio.Future[str | None]", result: str | None, error: Exception | None) -> None:
    if told.done():
        return
    if error is None:
        told.set_result(result)
    else:
        told.set_exception(error)


async def _limited_rehearsal() -> str | None:
    async with asyncio.timeout(SECONDS):
        return await _rehearsal()


async def _rehearsal() -> str | None:
    # Imported here: if these are gone, that is what the check finds.
    from callinsight.worker import engine  # noqa: PLC0415

    class Stage(engine.LeanClient):
        """A client whose server accepts everything."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.states: list[StateType] = []

        async def read_flow_run(self, flow_run_id: UUID) -> FlowRun:
            return runs[flow_run_id]

        async def set_flow_run_state(
            self, flow_run_id: UUID | str, state: State[Any], *_: Any, **__: Any
        ) -> OrchestrationResult[Any]:
            self.states.append(state.type)
            runs[UUID(str(flow_run_id))].state = state
            return OrchestrationResult(
                state=state, status=SetStateStatus.ACCEPT, details=StateAcceptDetails()
            )

    runs: dict[UUID, FlowRun] = {}
    with temporary_settings(_QUIET), disable_run_logger():
        async with engine.sharing(Stage) as client:
            return await _completes(engine, client, runs) or await _cancels(engine, client, runs)


async def _completes(engine: Any, client: Any, runs: dict[UUID, FlowRun]) -> str | None:
    for _ in range(_RUNS):
        threads = threading.active_count()
        client.states.clear()
        await engine.execute(_engine(engine, _done, runs))
        if client.states != [StateType.RUNNING, StateType.COMPLETED]:
            return f"a run went through {client.states}"
        if threading.active_count() <= threads:
            return None
    return "a run has threads of its own"


async def _cancels(engine: Any, client: Any, runs: dict[UUID, FlowRun]) -> str | None:
    client.states.clear()
    begun = asyncio.Event()
    run = _engine(engine, _waiting, runs, on_begun=begun.set)
    task = asyncio.create_task(engine.execute(run))
    await begun.wait()
    await asyncio.sleep(0)
    run.why = engine.Interruption.CANCELLED
    task.cancel()
    await asyncio.wait([task])
    if client.states[-1:] != [StateType.CANCELLED]:
        return f"a cancelled run went through {client.states}"
    return None


def _engine(engine: Any, tried: Any, runs: dict[UUID, FlowRun], **hooks: Any) -> Any:
    quick = tried.with_options(persist_result=False)
    quick.result_storage = prefect.filesystems.LocalFileSystem()
    run = FlowRun(id=uuid4(), flow_id=uuid4(), name="self-check", state=Pending())
    runs[run.id] = run
    return engine.engine_for(quick, run, **hooks)
