"""Re-analyses over HTTP."""

from typing import Any

import httpx
import pytest

from callinsight.services import Services
from tests.builders import a_call_with_audio, a_profile
from tests.domain.canaries import CANARY
from tests.fakes.reanalyses import FakeJobRuns
from tests.steps.test_estimates import USD, a_done_call, ledger_says


@pytest.fixture(autouse=True)
async def _calls(services: Services) -> None:
    """Two calls that are done, one that waits, and a version that has analyzed none of them."""
    await services.profile_store.add(a_profile(version=2, system_prompt="Be brief."))
    for _ in range(2):
        await ledger_says(services, await a_done_call(services))
    await a_call_with_audio(services)


async def begun(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    body = {"profile_id": "default", "profile_version": 2, "dry_run": False, **fields}
    answer = await client.post("/reanalyses", json=body)
    assert answer.status_code == 202
    job: dict[str, Any] = answer.json()["reanalysis"]
    return job


async def test_without_saying_so_nothing_is_begun_but_the_cost_is_told(
    client: httpx.AsyncClient, services: Services
) -> None:
    body = {"profile_id": "default", "profile_version": 2}
    plan = (await client.post("/reanalyses", json=body)).json()
    assert plan["estimate"]["usd"] == pytest.approx(2 * USD, rel=0.05)
    assert (plan["estimate"]["calls"], plan["skipped"]) == (2, {"busy": 1})
    assert (plan["is_whole"], plan["reanalysis"]) == (True, None)
    assert (await client.get("/reanalyses")).json() == {"reanalyses": []}
    assert (await services.audit.page(None, 9)).lines == []


async def test_a_reanalysis_is_begun_shown_paused_resumed_and_cancelled(
    client: httpx.AsyncClient, services: Services
) -> None:
    job = await begun(client, calls={"status": "Completed"}, per_minute=30)
    path = f"/reanalyses/{job['reanalysis_id']}"
    assert (job["state"], job["queued"], job["per_minute"]) == ("Running", 0, 30)
    for state in ("Paused", "Running", "Cancelled"):
        assert (await client.patch(path, json={"state": state})).json()["state"] == state
    ended = await client.patch(path, json={"state": "Running"})
    assert (ended.status_code, ended.json()["code"]) == (409, "reanalysis_ended")
    assert (await client.get(path)).json()["state"] == "Cancelled"
    assert isinstance(services.job_runs, FakeJobRuns)
    assert [drive for _, drive in services.job_runs.started] == [0, 1]


async def test_each_change_is_noted_without_a_word_of_the_filters(
    client: httpx.AsyncClient, services: Services
) -> None:
    job = await begun(client, calls={"customer": CANARY})
    await client.patch(f"/reanalyses/{job['reanalysis_id']}", json={"state": "Paused"})
    lines = (await services.audit.page(None, 9)).lines
    assert [line.action for line in lines] == ["reanalysis.change", "reanalysis.begin"]
    assert CANARY not in str(lines)
    assert lines[0].details == {
        "reanalysis": job["reanalysis_id"],
        "state": "Paused",
        "profile_id": "default",
        "profile_version": 2,
        "most": 1000,
    }


async def test_one_whose_run_cannot_be_started_is_kept_and_can_be_resumed(
    client: httpx.AsyncClient, services: Services
) -> None:
    assert isinstance(services.job_runs, FakeJobRuns)
    services.job_runs.is_away = True
    body = {"profile_id": "default", "dry_run": False}
    assert (await client.post("/reanalyses", json=body)).status_code == 503
    (job,) = (await client.get("/reanalyses")).json()["reanalyses"]
    assert job["state"] == "Paused"


async def test_a_reanalysis_of_nobody_is_a_404(client: httpx.AsyncClient) -> None:
    answers = [
        await client.get("/reanalyses/nobody"),
        await client.patch("/reanalyses/nobody", json={"state": "Paused"}),
    ]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [
        (404, "reanalysis_not_found")
    ] * 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "profile_id"),
        ({"profile_id": "nobody"}, "profile_id"),
        ({"profile_id": "default", "profile_version": 9}, "profile_version"),
        ({"profile_id": "default", "calls": {"status": "Lost"}}, "calls.status"),
        ({"profile_id": "default", "per_minute": 0}, "per_minute"),
        ({"profile_id": "default", "most": 10_001}, "most"),
    ],
)
async def test_a_wrong_wish_is_a_422_that_names_its_field(
    client: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    answer = await client.post("/reanalyses", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
