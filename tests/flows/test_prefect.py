"""What people see and do in Prefect."""

import json
import logging
import os
import subprocess
import sys
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio
from prefect.client.orchestration import get_client
from prefect.logging.handlers import APILogHandler
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, PREFECT_API_URL
from prefect.states import Cancelling
from prefect_aws import AwsCredentials
from pydantic import SecretStr

from callinsight.adapters.prefect import PrefectFlowRuns
from callinsight.adapters.prefect_blocks import aws_session
from callinsight.dispatcher.rescues import Census
from callinsight.dispatcher.starts import Starts
from callinsight.domain.call import Call
from callinsight.domain.errors.deployment import (
    ResourceMissingError,
    SettingsError,
    WorkerMissingError,
)
from callinsight.domain.execution import RunIdentity
from callinsight.domain.status import Status
from callinsight.services import Services
from callinsight.shipped import SHIPPED
from flows.process_call import note_cancellation, process_call
from tests.builders import PINNED, a_queued_call
from tests.flows.conftest import Execute
from tests.stubs.running import StubProviders

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]
CANARY = "canary7391"


async def _a_call(world: Services, **fields: object) -> Call:
    """A queued call whose recording is in the bucket."""
    call = a_queued_call(world.clock())
    assert call.recording is not None
    key = call.recording.key
    world.aws.s3.put_object(Bucket=world.recordings.bucket, Key=key, Body=call.call_id.encode())
    recording = await world.recordings.head(key)
    call = call.model_copy(
        update={"recording": recording, "profile_version": PINNED.version, **fields}
    )
    await world.calls.add(call)
    return call


async def _dispatched(world: Services, call: Call) -> str:
    starts = Starts(world.calls, world.flow_runs, world.clock, capacity=10)
    await starts.run(Census(owned=(), alive=()))
    run = await world.flow_runs.find(call.idempotency_key)
    assert run is not None
    return run.id


async def test_nothing_a_caller_or_a_provider_said_reaches_prefects_database_or_the_logs(
    world: Services,
    execute: Execute,
    stubs: StubProviders,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    words = [{"text": f"{CANARY}-said", "type": "word", "start": 0.1, "end": 0.4}]
    spoken = {"text": CANARY, "language_code": "en", "words": words}
    refused = {"error": {"message": f"{CANARY}-message", "code": f"the {CANARY}"}}
    stubs.script("elevenlabs", {"status": 400, "body": {"detail": CANARY}}, {"body": spoken})
    stubs.script(
        "openai", {"status": 400, "body": refused}, {"text": CANARY}, {"text": f"{CANARY} again"}
    )
    for _ in range(3):
        call = await _a_call(
            world, file_name=f"{CANARY}.wav", metadata={"agent": f"{CANARY}-agent"}
        )
        run = await execute(await _dispatched(world, call))
        seen = await world.calls.get(call.call_id)
        assert seen is not None
        assert seen.failure is not None
        assert run.state is not None
        assert run.state.name == "Failed"
    await APILogHandler.aflush()

    stored = await everything_stored()
    assert "process-call" in stored
    assert CANARY not in stored
    assert CANARY not in caplog.text
    written = capfd.readouterr()
    assert CANARY not in written.out + written.err


async def test_a_cancelled_run_fails_its_call_as_cancelled(world: Services) -> None:
    call = await _a_call(world)
    run_id = await _dispatched(world, call)
    async with get_client() as client:
        run = await client.read_flow_run(UUID(run_id))
        begun = await world.executions.begin(
            call.call_id, RunIdentity(id=run_id, key=call.idempotency_key)
        )
        world.executions.release(begun)
        await client.set_flow_run_state(UUID(run_id), Cancelling(), force=True)
        await note_cancellation(flow=process_call, flow_run=run, state=Cancelling())
    seen = await world.calls.get(call.call_id)
    assert seen is not None
    assert seen.failure is not None
    assert (seen.status, seen.failure.code) == (Status.FAILED, "cancelled")


@pytest_asyncio.fixture(loop_scope="session")
async def block(deployment: None) -> str:
    credentials = AwsCredentials(
        aws_access_key_id="from-block",
        aws_secret_access_key=SecretStr("secret"),
        region_name="eu-central-1",
    )
    await credentials.save("callinsight-tests", overwrite=True)
    return "callinsight-tests"


async def test_what_does_not_exist_in_prefect_or_at_all_is_named(
    world: Services, block: str
) -> None:
    with pytest.raises(ResourceMissingError, match="work pool"):
        await world.flow_runs.pool()
    nowhere = PrefectFlowRuns("process-call/nowhere")
    with pytest.raises(ResourceMissingError, match="process-call/nowhere"):
        await nowhere.start("c", key="k", lane="live", tags=[])
    await nowhere.close()

    with pytest.raises(SettingsError, match="no-such-block"):
        aws_session("no-such-block")
    session = aws_session(block)
    credentials = session.get_credentials()
    assert credentials is not None
    assert (credentials.access_key, session.region_name) == ("from-block", "eu-central-1")

    state = await process_call("0" * 26, return_state=True)
    assert state.name == "Failed"
    assert state.message is not None
    assert state.message.startswith("begin: call_not_found. There is no call with this id.")


async def test_the_shipped_files_deploy_to_a_warm_and_an_ecs_pool(deployment: None) -> None:
    """`prefect deploy --all` asks nothing; by its name a deployment goes to another pool than `calls`."""
    template = SHIPPED / "ecs-base-job-template.json"
    create = ["work-pool", "create"]
    pools = []
    for command in (
        [*create, "calls", "--type", "callinsight"],
        ["deploy", "--all"],
        [*create, "ecs", "--type", "ecs", "--base-job-template", str(template)],
        ["deploy", "--name", "production", "--pool", "ecs"],
    ):
        prefect(*command)
        if command[0] == "deploy":
            async with get_client() as client:
                deployed = await client.read_deployment_by_name("process-call/production")
            pools.append(deployed.work_pool_name)
    assert pools == ["calls", "ecs"]
    async with get_client() as client:
        deployed = await client.read_deployment_by_name("process-call/production")
        export = await client.read_deployment_by_name("export-calls/nightly")
        registered = await client.read_work_pool("ecs")
    assert deployed.entrypoint == "flows.process_call.process_call"
    assert (export.work_pool_name, [each.active for each in export.schedules]) == ("calls", [False])
    assert registered.base_job_template == json.loads(template.read_text())
    runs = PrefectFlowRuns("process-call/production")
    with pytest.raises(WorkerMissingError, match="work pool ecs"):
        await runs.pool()
    await runs.close()


def prefect(*command: str) -> None:
    """Run Prefect's command in the checkout, as somebody who deploys does."""
    environment = {"PREFECT_API_URL": str(PREFECT_API_URL.value()), "DO_NOT_TRACK": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *command],
        env={**os.environ, **environment},
        cwd=SHIPPED.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


async def everything_stored() -> str:
    """Return every row of every table of Prefect's database as text."""
    url = str(PREFECT_API_DATABASE_CONNECTION_URL.value())
    database = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        names = await database.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = [
            row[0]
            for name in names
            for row in await database.fetch(f'SELECT t::text FROM "{name[0]}" t')  # noqa: S608
        ]
    finally:
        await database.close()
    return "\n".join(rows)
