"""The flow on real stores and stub providers, its runs executed by the tests themselves."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.flow_engine import run_flow

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.prefect import PrefectFlowRuns
from callinsight.services import Services, using
from flows.process_call import process_call
from tasks.analyze import analyze
from tasks.fetch_audio import fetch_audio
from tasks.persist import persist
from tasks.transcribe import transcribe
from tests.builders import a_profile
from tests.fakes.engines import FakeSoundProbe
from tests.real_services import real_services
from tests.stubs.running import StubProviders


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks retry at once."""
    for task in (fetch_audio, transcribe, analyze, persist):
        monkeypatch.setattr(task, "retry_delay_seconds", 0)
        monkeypatch.setattr(task, "retry_jitter_factor", None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def deployment(prefect_server: None) -> None:
    """The flow, deployed to a pool that no worker serves: tests execute runs themselves."""
    async with get_client() as client:
        flow_id = await client.create_flow(process_call)
        await client.create_deployment(flow_id=flow_id, name="tests", tags=["callinsight"])


@pytest_asyncio.fixture(loop_scope="session")
async def world(
    deployment: None, ministack: AwsClients, stubs: StubProviders
) -> AsyncGenerator[Services]:
    """Real services in use, closed afterwards."""
    with using(real_services(ministack, stubs, sound_probe=FakeSoundProbe())) as services:
        await services.profile_store.add(a_profile(openai_model="gpt-6-luna"))
        await services.profile_store.make_current("default", 1)
        yield services
        await close(services)


async def close(services: Services) -> None:
    """Close what belongs to this test's event loop."""
    assert isinstance(services.flow_runs, PrefectFlowRuns)
    await services.flow_runs.close()
    await services.transcriber.close()  # type: ignore[union-attr]
    await services.language_model.close()  # type: ignore[union-attr]
    services.heartbeat.stop()


Execute = Callable[[str], Awaitable[FlowRun]]


@pytest.fixture
def execute() -> Execute:
    """Execute a flow run here, as a worker's process does; return it as the server has it then."""

    async def run(run_id: str) -> FlowRun:
        async with get_client() as client:
            found = await client.read_flow_run(UUID(run_id))
            running: Any = run_flow(
                process_call, flow_run=found, parameters=found.parameters, return_type="state"
            )
            await running
            return await client.read_flow_run(UUID(run_id))

    return run
