"""A re-analysis, as Prefect runs it."""

import pytest
import yaml
from prefect.client.orchestration import get_client

from callinsight.adapters.prefect_jobs import PrefectJobRuns
from callinsight.domain.errors.deployment import ResourceMissingError
from callinsight.domain.reanalysis import Chosen
from callinsight.services import using
from callinsight.services.rerunning import REANALYSES
from callinsight.shipped import SHIPPED
from flows.reanalyze_calls import reanalyze_calls
from tests.builders import a_call_with_audio, a_profile, fake_services
from tests.steps.test_estimates import a_done_call


@pytest.mark.xdist_group("prefect")
@pytest.mark.asyncio(loop_scope="session")
async def test_a_run_drives_its_job_to_the_end_and_tells_counts_alone(prefect_server: None) -> None:
    with using(fake_services()) as world:
        await world.profile_store.add(a_profile(version=2, system_prompt="Be brief."))
        done, _ = await a_done_call(world), await a_call_with_audio(world)
        profile, _ = await world.reanalyzing.outlook(Chosen(), "default", 2)
        job = await world.reanalyses.begin(Chosen(), profile, per_minute=6000, author="ann")
        state = await reanalyze_calls(job.job_id, job.drive, return_state=True)
        assert (state.name, state.message) == (
            "Completed",
            "1 calls queued; left alone: 1 busy.",
        )
        assert (await world.reruns.existing(done.call_id)).reanalysis == job.job_id
        late = await reanalyze_calls(job.job_id, job.drive + 1, return_state=True)
        assert late.name == "Superseded"
        unknown = await reanalyze_calls("nobody", 0, return_state=True)
        assert str(unknown.message).startswith("reanalysis_not_found. ")


@pytest.mark.xdist_group("prefect")
@pytest.mark.asyncio(loop_scope="session")
async def test_a_job_that_can_never_go_on_waits_for_a_person(prefect_server: None) -> None:
    with using(fake_services()) as world:
        job = await world.reanalyses.begin(
            Chosen(), a_profile(version=9), per_minute=60, author="ann"
        )
        state = await reanalyze_calls(job.job_id, job.drive, return_state=True)
        assert str(state.message).startswith("profile_version_not_found. ")
        assert (await world.reanalyses.job(job.job_id)).state == "Paused"


@pytest.mark.xdist_group("prefect")
@pytest.mark.asyncio(loop_scope="session")
async def test_a_drive_is_one_run_of_the_deployment_with_ids_alone(prefect_server: None) -> None:
    name = f"{reanalyze_calls.name}/tests-of-jobs"
    runs = PrefectJobRuns(name)
    with pytest.raises(ResourceMissingError):
        await runs.start_job("01job", 0)
    async with get_client() as client:
        flow_id = await client.create_flow(reanalyze_calls)
        deployment = await client.create_deployment(flow_id=flow_id, name="tests-of-jobs")
        for drive in (0, 0, 1):
            await runs.start_job("01job", drive)
        found = [r for r in await client.read_flow_runs() if r.deployment_id == deployment]
    await runs.close()
    told = sorted((run.parameters for run in found), key=lambda given: given["drive"])
    assert told == [{"job_id": "01job", "drive": 0}, {"job_id": "01job", "drive": 1}]


def test_the_deployment_that_is_started_is_the_one_that_is_deployed() -> None:
    deployed = yaml.safe_load((SHIPPED.parent / "prefect.yaml").read_text())["deployments"]
    (found,) = (d for d in deployed if d["entrypoint"].startswith("flows.reanalyze_calls"))
    assert f"{reanalyze_calls.name}/{found['name']}" == REANALYSES
