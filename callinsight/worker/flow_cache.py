"""Flows are imported once, not once per run."""

import asyncio
import logging
import time
from dataclasses import dataclass
from inspect import getsourcefile
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import DeploymentResponse
from prefect.flows import load_flow_from_flow_run

from callinsight.worker.engine import for_many

_log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 10.0
# What loading depends on. `updated` would change with every poll of the pool.
_SHAPE = (
    "version", "version_id", "entrypoint", "path", "pull_steps", "storage_document_id",
)  # fmt: skip


@dataclass
class _Cached:
    flow: Flow[..., Any]
    shape: tuple[str, ...]
    source: tuple[Path, int] | None
    looked_at: float


class FlowCache:
    """Holds the flow of each deployment until the deployment, or its flow's file, has changed.

    A change is noticed within ten seconds; a run that names another version notices it at once.
    What a flow imports stays imported: installed packages that changed need a restart of the
    worker, which the log says.
    """

    def __init__(self, client: PrefectClient) -> None:
        self._client = client
        self._flows: dict[UUID, _Cached] = {}
        self._told: set[Path] = set()
        self._loading = asyncio.Lock()

    async def flow_of(self, run: FlowRun) -> Flow[..., Any]:
        """Return the run's flow; raises what importing it raises."""
        if run.deployment_id is None:
            raise ValueError("The run belongs to no deployment.")
        known = self._flows.get(run.deployment_id)
        if known is not None and not self._may_have_changed(known, run):
            return known.flow
        async with self._loading:
            return await self._looked_up(run, run.deployment_id)

    async def _looked_up(self, run: FlowRun, deployment_id: UUID) -> Flow[..., Any]:
        known = self._flows.get(deployment_id)
        if known is not None and not self._may_have_changed(known, run):
            return known.flow  # another run looked while this one waited
        deployment = await self._client.read_deployment(deployment_id)
        if known is None or self._has_changed(known, deployment):
            known = await self._load(run, deployment)
            self._flows[deployment_id] = known
        known.looked_at = time.monotonic()
        return known.flow

    def _may_have_changed(self, known: _Cached, run: FlowRun) -> bool:
        if time.monotonic() - known.looked_at >= LOOK_AGAIN_SECONDS:
            return True
        return run.deployment_version is not None and run.deployment_version != known.shape[0]

    def _has_changed(self, known: _Cached, deployment: DeploymentResponse) -> bool:
        if known.shape != _shape(deployment):
            return True
        if known.source is None or known.source == _stamp(known.source[0]):
            return False
        if ":" in (deployment.entrypoint or ""):
            return True
        self._tell(known.source[0])
        return False

    async def _load(self, run: FlowRun, deployment: DeploymentResponse) -> _Cached:
        flow: Flow[..., Any] = await load_flow_from_flow_run(run, use_placeholder_flow=False)
        file = getsourcefile(flow.fn)
        source = _stamp(Path(file)) if file else None
        return _Cached(await for_many(flow), _shape(deployment), source, time.monotonic())

    def _tell(self, file: Path) -> None:
        if file not in self._told:
            self._told.add(file)
            _log.warning("%s has changed; restart the worker to use it.", file.name)


def _shape(deployment: DeploymentResponse) -> tuple[str, ...]:
    return tuple(str(getattr(deployment, name, None)) for name in _SHAPE)


def _stamp(file: Path) -> tuple[Path, int] | None:
    try:
        return file, file.stat().st_mtime_ns
    except OSError:
        return None
