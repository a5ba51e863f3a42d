"""The flow that evaluates a version; no Prefect server is needed for its body."""

from collections.abc import Generator
from uuid import UUID

import pytest
import yaml
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State

from callinsight.adapters.prefect_jobs import PrefectEvaluationRuns
from callinsight.domain.errors.deployment import ResourceMissingError
from callinsight.services import Services, using
from callinsight.services.evaluations import EVALUATIONS
from callinsight.shipped import SHIPPED
from flows.evaluate_profile import evaluate_profile
from tests.builders import a_profile, fake_services
from tests.fakes.profiles import FakeProfileStore
from tests.prompted_model import BAD, GOOD, PromptedModel, a_labelled_call


@pytest.fixture
def services() -> Generator[Services]:
    profiles = FakeProfileStore(
        a_profile(version=2, system_prompt=BAD),
        a_profile(version=3, system_prompt=GOOD + " Be brief."),
        a_profile(version=1, system_prompt=GOOD),
    )
    with using(fake_services(profile_store=profiles, language_model=PromptedModel())) as world:
        yield world


async def _run(version: int, *, make_current: bool = False) -> State[object]:
    return await evaluate_profile.fn("default", version, make_current=make_current)


async def test_a_run_tells_figures_and_no_word_of_a_call(services: Services) -> None:
    await a_labelled_call(services)
    state = await _run(2)
    assert (state.name, state.message) == (
        "Worse",
        "1 calls, 2 labels: agreement 0% (now 100%), schema_valid 100% (now 100%), "
        "evidence_verified unknown (now unknown); worse by agreement, /resolved, /summary.",
    )


async def test_a_run_that_is_to_make_a_worse_version_current_fails(services: Services) -> None:
    await a_labelled_call(services)
    state = await _run(2, make_current=True)
    assert state.is_failed()
    assert str(state.message).startswith("profile_worse. ")
    assert (await services.profile_versions.current("default")).version == 1


async def test_a_run_over_few_calls_makes_nothing_current(services: Services) -> None:
    await a_labelled_call(services)
    state = await evaluate_profile.fn("default", 3, make_current=True, most_calls=1)
    assert str(state.message).startswith("profile_not_evaluated. ")
    assert (await services.profile_versions.current("default")).version == 1


async def test_a_good_version_becomes_current_and_is_audited(services: Services) -> None:
    await a_labelled_call(services)
    assert (await _run(3, make_current=True)).name == "NotWorse"
    assert (await services.profile_versions.current("default")).version == 3
    line = (await services.audit.page(None, 1)).lines[0]
    assert (line.actor, line.action) == ("evaluate_profile", "profile.current")


async def test_without_labels_a_run_fails_with_a_hint(services: Services) -> None:
    state = await _run(2)
    assert str(state.message).startswith("nothing_to_evaluate. ")


@pytest.mark.xdist_group("prefect")
@pytest.mark.asyncio(loop_scope="session")
async def test_an_evaluation_that_is_asked_for_is_one_run_of_the_deployment(
    prefect_server: None,
) -> None:
    runs = PrefectEvaluationRuns(f"{evaluate_profile.name}/tests-of-evaluations")
    with pytest.raises(ResourceMissingError):
        await runs.start_evaluation("sales", 2, most_calls=50, key="a")
    async with get_client() as client:
        flow_id = await client.create_flow(evaluate_profile)
        await client.create_deployment(flow_id=flow_id, name="tests-of-evaluations")
        first, again = [
            await runs.start_evaluation("sales", 2, most_calls=50, key="a") for _ in range(2)
        ]
        assert first == again
        found = await client.read_flow_run(UUID(first))
    await runs.close()
    assert found.parameters == {"profile_id": "sales", "version": 2, "most_calls": 50}


def test_the_deployment_that_is_started_is_the_one_that_is_deployed() -> None:
    deployed = yaml.safe_load((SHIPPED.parent / "prefect.yaml").read_text())["deployments"]
    (found,) = (d for d in deployed if d["entrypoint"].startswith("flows.evaluate_profile"))
    assert f"{evaluate_profile.name}/{found['name']}" == EVALUATIONS
