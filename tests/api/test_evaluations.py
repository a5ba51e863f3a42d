"""The gate before a version becomes current, and evaluations over HTTP."""

from collections.abc import Generator

import httpx
import pytest

from callinsight.domain.golden import GoldenLabel
from callinsight.services import Services, using
from tests.builders import NOON, a_profile, fake_services
from tests.fakes.evaluations import FakeEvaluationRuns
from tests.fakes.profiles import FakeProfileStore
from tests.prompted_model import BAD, GOOD, PromptedModel, a_labelled_call

COMPARISONS = "/profiles/default/comparisons"
CURRENT, EVALUATIONS = "/profiles/default/current", "/profiles/default/evaluations"


@pytest.fixture
def services() -> Generator[Services]:
    profiles = FakeProfileStore(
        a_profile(version=2, system_prompt=BAD),
        a_profile(version=3, system_prompt=f"{GOOD} Be brief."),
        a_profile(version=1, system_prompt=GOOD),
    )
    with using(fake_services(profile_store=profiles, language_model=PromptedModel())) as world:
        yield world


async def _current(services: Services) -> int:
    return (await services.profile_versions.current("default")).version


async def test_without_labels_every_version_may_be_current(
    client: httpx.AsyncClient, services: Services
) -> None:
    assert (await client.put(CURRENT, json={"version": 2})).status_code == 200
    assert await _current(services) == 2


async def test_a_version_nobody_evaluated_is_refused(
    client: httpx.AsyncClient, services: Services
) -> None:
    await a_labelled_call(services)
    refused = await client.put(CURRENT, json={"version": 3})
    assert (refused.status_code, refused.json()["code"]) == (409, "profile_not_evaluated")
    await services.evaluating.compare("default", 3)
    assert (await client.put(CURRENT, json={"version": 3})).status_code == 200


async def test_a_version_that_is_worse_is_refused_by_the_names_of_its_fields(
    client: httpx.AsyncClient, services: Services
) -> None:
    await a_labelled_call(services)
    await services.evaluating.compare("default", 2)
    refused = await client.put(CURRENT, json={"version": 2})
    assert (refused.status_code, refused.json()["code"]) == (409, "profile_worse")
    assert "agreement, /resolved, /summary" in refused.json()["detail"]
    assert await _current(services) == 1


async def test_who_insists_says_why_and_it_is_audited(
    client: httpx.AsyncClient, services: Services
) -> None:
    await a_labelled_call(services)
    silent = await client.put(CURRENT, json={"version": 2, "force": True})
    assert (silent.status_code, silent.json()["field"]) == (422, "reason")
    insists = {"version": 2, "force": True, "reason": "the model is gone"}
    assert (await client.put(CURRENT, json=insists)).status_code == 200
    line = (await services.audit.page(None, 1)).lines[0]
    assert (line.action, line.details["forced"]) == ("profile.current", True)
    assert line.details["reason"] == "the model is gone"


@pytest.mark.parametrize("change", ["another label", "another version", "fewer calls"])
async def test_a_report_about_something_else_opens_no_gate(
    client: httpx.AsyncClient, services: Services, change: str
) -> None:
    call_id = await a_labelled_call(services)
    await services.evaluating.compare("default", 3, most_calls=1 if change == "fewer calls" else 50)
    if change == "another label":
        (label, *_) = await services.golden_store.labels_of(call_id)
        await services.golden_store.put_label(label.model_copy(update={"expected": "other"}))
    if change == "another version":
        await services.profile_store.make_current("default", 2)
    assert (await client.put(CURRENT, json={"version": 3})).status_code == 409


async def test_reports_are_listed_without_a_word_of_a_call(
    client: httpx.AsyncClient, services: Services
) -> None:
    await a_labelled_call(services)
    await services.evaluating.compare("default", 2)
    answer = await client.get(EVALUATIONS)
    (report,) = answer.json()["evaluations"]
    assert (report["candidate"]["version"], report["current"]["version"]) == (2, 1)
    assert "refund" not in answer.text
    assert (await client.get("/profiles/nobody/evaluations")).status_code == 404


async def test_an_evaluation_is_started_once_a_minute(
    client: httpx.AsyncClient, services: Services
) -> None:
    nothing = await client.post(EVALUATIONS, json={"version": 2})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_evaluate")
    await services.golden_store.put_label(_label())
    services.clock = lambda: NOON
    answers = [await client.post(EVALUATIONS, json={"version": 2}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    runs = services.evaluation_runs
    assert isinstance(runs, FakeEvaluationRuns)
    assert list(runs.started.values()) == [("default", 2, 50)]
    assert (await client.post(EVALUATIONS, json={"version": 9})).status_code == 404
    runs.is_away = True
    assert (await client.post(EVALUATIONS, json={"version": 2})).status_code == 503


def _label() -> GoldenLabel:
    return GoldenLabel(
        call_id="01call",
        profile_id="default",
        transcript_sha256="0",
        pointer="/summary",
        expected="A refund.",
        author="ann",
        reason="heard it",
        at=NOON,
    )


async def test_what_two_versions_said_is_compared_and_nothing_is_paid(
    client: httpx.AsyncClient, services: Services
) -> None:
    await a_labelled_call(services)
    await services.evaluating.compare("default", 2)
    model = services.language_model
    assert isinstance(model, PromptedModel)
    paid = model.paid_requests
    answer = await client.get(COMPARISONS, params={"before": 1, "after": 2})
    assert [row["pointer"] for row in answer.json()["fields"]] == ["/resolved", "/summary"]
    assert [row["after"] for row in answer.json()["changes"]] == ["All is well.", "yes"]
    unasked = await client.get(COMPARISONS, params={"before": 1, "after": 3})
    assert (unasked.json()["calls"], unasked.json()["left_out"]) == (0, 1)
    assert model.paid_requests == paid
    assert (await client.get(COMPARISONS, params={"before": 1, "after": 9})).status_code == 404
    gone = await client.get(f"{COMPARISONS}?before=1&after=2&call_id=gone")
    assert gone.status_code == 404


async def test_a_version_that_is_written_where_labels_are_is_not_current_at_once(
    client: httpx.AsyncClient, services: Services
) -> None:
    document = {"name": "Next", "prompts": {"summary": "What?"}, "system_prompt": GOOD}
    await client.post("/profiles/default/versions", json=document)
    assert await _current(services) == 4
    await services.profile_versions.make_current("default", 1)
    await a_labelled_call(services)
    await client.post("/profiles/default/versions", json={**document, "make_current": True})
    assert await _current(services) == 1
