"""A pool of its own for each test, and a worker on it whose services are fakes."""

from collections.abc import AsyncGenerator, Generator

import pytest
import pytest_asyncio

from callinsight.services import Services
from callinsight.worker.worker import CallInsightWorker
from tests.worker import flows
from tests.worker.served import Pool, a_pool, serving


@pytest.fixture(autouse=True)
def nothing_seen() -> Generator[None]:
    """The flows of these tests note what they see: in this process, where they run."""
    flows.SEEN.clear()
    flows.GO.clear()
    yield
    flows.GO.set()


@pytest_asyncio.fixture(loop_scope="session")
async def pool(prefect_server: None) -> AsyncGenerator[Pool]:
    async with a_pool() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def worker(pool: Pool, services: Services) -> AsyncGenerator[CallInsightWorker]:
    async with serving(pool) as started:
        yield started
