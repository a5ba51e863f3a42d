"""The work pool: where scheduled flow runs are found."""

from datetime import UTC, datetime

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import WorkerFlowRunResponse


class Pool:
    """The queues of one pool that a worker serves; no names mean all of them."""

    def __init__(self, client: PrefectClient, name: str, queues: list[str]) -> None:
        self._client = client
        self._name = name
        self._queues = queues

    async def scheduled(self, limit: int) -> list[FlowRun]:
        """Return at most `limit` runs that may start now, those of the first queues first.

        Without a limit the server would send its whole backlog again with every poll.
        """
        body = {
            "work_queue_names": self._queues,
            "scheduled_before": datetime.now(UTC).isoformat(),
            "limit": limit,
        }
        try:
            answer = await self._client.request(
                "POST",
                "/work_pools/{name}/get_scheduled_flow_runs",
                path_params={"name": self._name},
                json=body,
            )
        except httpx.HTTPStatusError as refusal:
            if refusal.response.status_code == httpx.codes.NOT_FOUND:
                return []  # the pool is made with the worker's next heartbeat
            raise
        found = WorkerFlowRunResponse.model_validate_list(answer.json())
        return [entry.flow_run for entry in found]
