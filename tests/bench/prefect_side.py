"""What a measurement asks of Prefect's server."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import httpx

UNFINISHED = ["SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING"]
CREATING_AT_ONCE = 8
PAGE = 200


class PrefectSide:
    """Pools, deployments and runs, by the server's HTTP API."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=f"{url}/api/", trust_env=False, timeout=60)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def deploy(self, flow: str, entrypoint: str, name: str, pool: str, pool_type: str) -> str:
        """Make a deployment and its pool, or change them; return the deployment's id."""
        made = self._client.post("work_pools/", json={"name": pool, "type": pool_type})
        if made.status_code != httpx.codes.CONFLICT:
            made.raise_for_status()
        flow_id = self._post("flows/", {"name": flow})["id"]
        deployment = {
            "name": name,
            "flow_id": flow_id,
            "entrypoint": entrypoint,
            "work_pool_name": pool,
            "pull_steps": [],
            "tags": ["callinsight"],
            "enforce_parameter_schema": False,
        }
        return str(self._post("deployments/", deployment)["id"])

    def start_runs(self, deployment_id: str, call_ids: list[str]) -> None:
        """Start a run for each call id, some at once."""
        path = f"deployments/{deployment_id}/create_flow_run"

        def start(call_id: str) -> None:
            self._post(path, {"name": call_id, "parameters": {"call_id": call_id}})

        with ThreadPoolExecutor(CREATING_AT_ONCE) as threads:
            list(threads.map(start, call_ids))

    def count(self, *types: str, deployment_id: str | None = None) -> int:
        """Count the runs in these states."""
        wanted: dict[str, Any] = {"flow_runs": {"state": {"type": {"any_": list(types)}}}}
        if deployment_id is not None:
            wanted["deployments"] = {"id": {"any_": [deployment_id]}}
        return int(self._client.post("flow_runs/count", json=wanted).raise_for_status().json())

    def runs(self, *types: str) -> list[dict[str, Any]]:
        """Return all runs in these states."""
        found: list[dict[str, Any]] = []
        wanted = {"flow_runs": {"state": {"type": {"any_": list(types)}}}, "limit": PAGE}
        while True:
            page = self._post("flow_runs/filter", {**wanted, "offset": len(found)})
            found += page
            if len(page) < PAGE:
                return found

    def forget_unfinished(self) -> None:
        """Delete what an earlier measurement left to do."""
        with ThreadPoolExecutor(CREATING_AT_ONCE) as threads:
            ids = [run["id"] for run in self.runs(*UNFINISHED)]
            list(threads.map(lambda run_id: self._client.delete(f"flow_runs/{run_id}"), ids))

    def is_served(self, pool: str) -> bool:
        """Say whether a worker of the pool is online."""
        workers = self._client.post(f"work_pools/{pool}/workers/filter", json={})
        return workers.is_success and any(w["status"] == "ONLINE" for w in workers.json())

    def _post(self, path: str, content: dict[str, Any]) -> Any:
        return self._client.post(path, json=content).raise_for_status().json()


def started_at(run: dict[str, Any]) -> datetime | None:
    """Return when a run was first Running."""
    text = run.get("start_time")
    return None if text is None else datetime.fromisoformat(text)
