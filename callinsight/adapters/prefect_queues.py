"""The queues of a work pool: Prefect hands out runs by their priority, the lowest number first."""

import logging
from collections.abc import Mapping
from typing import get_args

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import WorkQueue
from prefect.exceptions import ObjectAlreadyExists, PrefectException

from callinsight.domain.call import Priority

_log = logging.getLogger(__name__)

DEFAULT = "default"  # where people's own runs go
IN_ORDER = (DEFAULT, *get_args(Priority))


async def ensure_queues(client: PrefectClient, pool: str) -> bool:
    """Give the pool a queue for each lane, after its default queue; return whether it has them.

    Any number of processes may do this at once. A pool that may not be changed is only warned of:
    its runs all wait in the default queue.
    """
    try:
        await _ensure(client, pool)
    except (httpx.HTTPStatusError, PrefectException) as refused:
        _log.warning(
            "The work pool %s has no queues for live and backfill calls (%s): none goes first.",
            pool,
            type(refused).__name__,
        )
        return False
    return True


async def _ensure(client: PrefectClient, pool: str) -> None:
    queues = await _queues(client, pool)
    missing = [name for name in IN_ORDER if name not in queues]
    for name in missing:
        try:
            await client.create_work_queue(name, work_pool_name=pool)
        except ObjectAlreadyExists:
            continue  # another process was faster
    if missing:
        queues = await _queues(client, pool)
    ranks = [queues[name].priority or 0 for name in IN_ORDER]
    if ranks != sorted(set(ranks)):
        for rank, name in enumerate(IN_ORDER, start=1):
            await client.update_work_queue(queues[name].id, priority=rank)


async def _queues(client: PrefectClient, pool: str) -> Mapping[str, WorkQueue]:
    return {queue.name: queue for queue in await client.read_work_queues(work_pool_name=pool)}
