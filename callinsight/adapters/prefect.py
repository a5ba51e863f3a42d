"""Prefect's flow runs. The client's own retries last a minute, so every request is bounded here."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any
from uuid import UUID

import httpx
import prefect
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterIdempotencyKey,
    FlowRunFilterName,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, StateType, WorkPoolStatus
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound, PrefectException
from prefect.states import Cancelled, Cancelling, Completed, Crashed

from callinsight.adapters.prefect_queues import ensure_queues
from callinsight.domain.call import Priority
from callinsight.domain.call_id import is_call_id
from callinsight.domain.dispatch import Run, RunState
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.deployment import (
    ResourceMissingError,
    SettingsError,
    WorkerMissingError,
)

REQUEST_SECONDS = 10.0
AWAY_SECONDS = 5.0
PAGE = 200

_TYPES = {
    StateType.SCHEDULED: RunState.SCHEDULED,
    StateType.PENDING: RunState.PENDING,
    StateType.RUNNING: RunState.RUNNING,
    StateType.PAUSED: RunState.PAUSED,
    StateType.CANCELLING: RunState.CANCELLING,
    StateType.CANCELLED: RunState.CANCELLED,
    StateType.COMPLETED: RunState.COMPLETED,
    StateType.FAILED: RunState.FAILED,
    StateType.CRASHED: RunState.CRASHED,
}
_UNFINISHED = [
    StateType.SCHEDULED,
    StateType.PENDING,
    StateType.RUNNING,
    StateType.CANCELLING,
]


class PrefectFlowRuns:
    """The flow runs of one deployment, `flow-name/deployment-name`."""

    def __init__(self, deployment: str) -> None:
        self._deployment = deployment
        self._flow_name = deployment.partition("/")[0]
        self._deployment_id: UUID | None = None
        self._has_lanes = False
        self._looking_up = asyncio.Lock()
        self._client: PrefectClient | None = None
        self._opening = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._away_until = 0.0

    async def close(self) -> None:
        """Close the shared client."""
        await self._stack.aclose()
        self._client = None

    async def check(self) -> None:
        async with self._request() as client:
            if (error := await client.api_healthcheck()) is not None:
                raise error

    async def version(self) -> str:
        async with self._request() as client:
            theirs = str(await client.api_version())
        if theirs != prefect.__version__:
            raise SettingsError(
                f"Prefect's server has version {theirs}, this machine {prefect.__version__}."
            )
        return theirs

    async def pool(self) -> str:
        async with self._request() as client:
            name = (await self._find_deployment(client)).work_pool_name
            if name is None:
                raise ResourceMissingError(f"The deployment {self._deployment} has no work pool.")
            pool = await client.read_work_pool(name)
        if pool.status is WorkPoolStatus.NOT_READY:
            raise WorkerMissingError(f"No worker serves the work pool {name}.")
        return name

    async def start(self, call_id: str, *, key: str, lane: Priority, tags: Sequence[str]) -> Run:
        async with self._request() as client:
            deployment_id = await self._ready_deployment(client)
            try:
                run = await client.create_flow_run_from_deployment(
                    deployment_id,
                    parameters={"call_id": call_id},
                    name=call_id,
                    idempotency_key=key,
                    tags=tags,
                    work_queue_name=lane if self._has_lanes else None,
                )
            except ObjectNotFound:
                self._deployment_id = None  # deployed anew: look it up the next time
                raise
        return _run(run)

    async def find(self, key: str) -> Run | None:
        runs = await self._read(idempotency_key=FlowRunFilterIdempotencyKey(any_=[key]))
        return runs[0] if runs else None

    async def get(self, run_id: str) -> Run | None:
        async with self._request() as client:
            try:
                return _run(await client.read_flow_run(UUID(run_id)))
            except ObjectNotFound:
                return None

    async def list_unfinished(self) -> Sequence[Run]:
        state = FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNFINISHED))
        return await self._read(state=state)

    async def correct(self, run_id: str, state: RunState, message: str) -> None:
        made = {
            RunState.CRASHED: Crashed,
            RunState.CANCELLED: Cancelled,
            RunState.CANCELLING: Cancelling,
            RunState.COMPLETED: Completed,
        }[state]
        async with self._request() as client:
            await client.set_flow_run_state(UUID(run_id), made(message=message), force=True)

    async def delete(self, run_id: str) -> None:
        async with self._request() as client:
            try:
                await client.delete_flow_run(UUID(run_id))
            except ObjectNotFound:
                return

    async def erase(self, call_id: str) -> int:
        own = await self._read(name=FlowRunFilterName(any_=[call_id]))
        about = await self._read_all(None, tags=FlowRunFilterTags(all_=[call_id]))
        runs = {run.id: run for run in (*own, *about)}.values()
        for run in runs:
            if run.state in {RunState.PENDING, RunState.RUNNING}:
                await self.correct(run.id, RunState.CANCELLING, "The call is erased.")
            elif run.state is not RunState.CANCELLING:
                await self._delete_reports(run.id)
                await self.delete(run.id)
        unfinished = {RunState.PENDING, RunState.RUNNING, RunState.CANCELLING}
        return sum(run.state in unfinished for run in runs)

    async def _delete_reports(self, run_id: str) -> None:
        """Delete what a run has published: Prefect keeps it when the run goes."""
        of_run = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[UUID(run_id)]))
        async with self._request() as client:
            for artifact in await client.read_artifacts(artifact_filter=of_run, limit=PAGE):
                with suppress(ObjectNotFound):
                    await client.delete_artifact(artifact.id)

    async def _ready_deployment(self, client: PrefectClient) -> UUID:
        """Look the deployment up once, and see that its pool has a queue for each lane."""
        async with self._looking_up:  # many calls start at once, after a restart too
            if self._deployment_id is None:
                found = await self._find_deployment(client)
                pool = found.work_pool_name
                self._has_lanes = pool is not None and await ensure_queues(client, pool)
                self._deployment_id = found.id
            return self._deployment_id

    async def _find_deployment(self, client: PrefectClient) -> DeploymentResponse:
        try:
            return await client.read_deployment_by_name(self._deployment)
        except ObjectNotFound:
            raise ResourceMissingError(
                f"The Prefect deployment {self._deployment} does not exist."
            ) from None

    async def _read(self, **criteria: Any) -> list[Run]:
        """Read all pages of this flow's runs that match."""
        return await self._read_all(
            FlowFilter(name=FlowFilterName(any_=[self._flow_name])), **criteria
        )

    async def _read_all(self, flow: FlowFilter | None, **criteria: Any) -> list[Run]:
        """Read all pages of runs that match, of one flow or of any."""
        found: list[Run] = []
        while True:
            async with self._request() as client:
                page = await client.read_flow_runs(
                    flow_filter=flow,
                    flow_run_filter=FlowRunFilter(**criteria),
                    limit=PAGE,
                    offset=len(found),
                )
            found += [_run(run) for run in page]
            if len(page) < PAGE:
                return found

    async def _shared_client(self) -> PrefectClient:
        async with self._opening:
            if self._client is None:
                self._client = await self._stack.enter_async_context(get_client())
            return self._client

    @asynccontextmanager
    async def _request(self) -> AsyncGenerator[PrefectClient]:
        """Bound a request in time; after a failure the next five seconds fail at once."""
        if time.monotonic() < self._away_until:
            raise ServiceUnavailableError("Prefect does not answer.")
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                yield await self._shared_client()
        except ValueError as error:
            if self._client is None:
                raise SettingsError("The setting PREFECT_API_URL is missing.") from error
            raise
        except (TimeoutError, httpx.HTTPError, PrefectException, RuntimeError) as error:
            if isinstance(error, httpx.HTTPStatusError | PrefectException):
                raise ServiceUnavailableError(
                    f"Prefect refused a request ({type(error).__name__})."
                ) from error
            self._away_until = time.monotonic() + AWAY_SECONDS
            raise ServiceUnavailableError("Prefect does not answer.") from error


def _run(run: FlowRun) -> Run:
    """Read a flow run; its call is its one parameter (or its name, once it has begun)."""
    state = run.state
    call_id = str(run.parameters.get("call_id") or run.name)
    kind = _TYPES[state.type] if state else RunState.SCHEDULED
    if state is not None and state.name == "AwaitingRetry":
        kind = RunState.AWAITING_RETRY
    return Run(
        id=str(run.id),
        call_id=call_id if is_call_id(call_id) else None,
        key=run.idempotency_key,
        state=kind,
        since=state.timestamp if state else run.created,
        count=run.run_count,
    )
