"""`callinsight worker`: the warm worker for its own pools, Prefect's worker for all others."""

import asyncio
import contextlib
import os
import sys

from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from prefect.logging.configuration import setup_logging
from prefect.settings import PREFECT_API_URL, PREFECT_WORKER_QUERY_SECONDS, temporary_settings

from callinsight.domain.errors.deployment import SettingsError
from callinsight.worker.worker import CallInsightWorker

QUERY_SECONDS = 0.5  # a poll that finds nothing costs about 5 ms of the server


def serve_pool(pool: str, *, name: str | None, limit: int | None, health_port: int | None) -> None:
    """Serve the pool until a signal; a pool that does not exist is made, of our type.

    Raises `SettingsError` if no Prefect API is configured.
    """
    if not PREFECT_API_URL.value():
        raise SettingsError("The setting PREFECT_API_URL is missing.")
    kind = asyncio.run(_type_of(pool))
    if kind not in {None, CallInsightWorker.type}:
        _become_prefects_worker(pool, name, limit)
    worker = CallInsightWorker(pool, name=name, limit=limit, health_port=health_port)
    with (
        temporary_settings(set_defaults={PREFECT_WORKER_QUERY_SECONDS: QUERY_SECONDS}),
        contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt),
    ):
        setup_logging()
        asyncio.run(worker.start(printer=_say))


async def _type_of(pool: str) -> str | None:
    async with get_client() as client:
        try:
            return str((await client.read_work_pool(pool)).type)
        except ObjectNotFound:
            return None


def _become_prefects_worker(pool: str, name: str | None, limit: int | None) -> None:
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", pool]
    command += ["--name", name] if name else []
    command += ["--limit", str(limit)] if limit else []
    os.execv(sys.executable, command)  # noqa: S606  (our own command)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
