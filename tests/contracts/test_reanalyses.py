"""What every store of re-analyses does."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.call_filters import CallFilters
from callinsight.domain.estimate import Estimate
from callinsight.domain.reanalysis import Chosen, Reanalysis, moved
from callinsight.domain.reruns import rerun
from callinsight.domain.status import Status
from callinsight.ports.calls import CallQuery, CallStore
from callinsight.ports.reanalyses import ReanalysisStore
from tests.builders import NOON, a_queued_call
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


def a_job(job_id: str = "01job", **fields: Any) -> Reanalysis:
    known = {
        "job_id": job_id,
        "created_at": NOON,
        "updated_at": NOON,
        "author": "ann",
        "chosen": Chosen(created_to=NOON, filters=CallFilters(agent="Ann"), most=5),
        "profile_id": "sales",
        "profile_version": 2,
        "per_minute": 30,
    }
    return Reanalysis.model_validate(known | fields)


async def test_a_job_comes_back_as_it_was_kept(reanalyses: ReanalysisStore) -> None:
    job = a_job(estimate=Estimate(calls=3, usd=0.1, unknown=1), skipped={"busy": 2}, cursor="c")
    await reanalyses.add_job(job)
    assert await reanalyses.get_job("01job") == job
    assert await reanalyses.get_job("01other") is None


async def test_a_change_stands_only_if_nobody_changed_the_job_meanwhile(
    reanalyses: ReanalysisStore,
) -> None:
    job = a_job()
    await reanalyses.add_job(job)
    paused = moved(job, "Paused", NOON + timedelta(seconds=1))
    assert await reanalyses.replace_job(paused, seen=job)
    assert await reanalyses.replace_job(paused, seen=job)  # sent again, as its answer was lost
    cancelled = moved(job, "Cancelled", NOON + timedelta(seconds=2))
    assert not await reanalyses.replace_job(cancelled, seen=job)
    assert await reanalyses.get_job("01job") == paused
    assert not await reanalyses.replace_job(a_job("02job"), seen=a_job("02job"))
    assert await reanalyses.get_job("02job") is None


async def test_the_newest_jobs_are_listed_first(reanalyses: ReanalysisStore) -> None:
    for number in (2, 1, 3):
        await reanalyses.add_job(a_job(f"0{number}job"))
    assert [job.job_id for job in await reanalyses.list_jobs(2)] == ["03job", "02job"]


async def test_a_list_by_status_shows_each_call_once_though_calls_leave_it_meanwhile(
    calls: CallStore,
) -> None:
    stored = [
        a_queued_call(NOON + timedelta(minutes=at), status=Status.COMPLETED, due_at=None)
        for at in range(12)
    ]
    for call in stored:
        await calls.add(call)
    seen: list[str] = []
    query = CallQuery(status=Status.COMPLETED, limit=5)
    for _ in range(5):
        page = await calls.list_calls(query)
        for listed in page.calls:
            seen.append(listed.call_id)
            found = await calls.get(listed.call_id)
            assert found is not None
            assert await calls.apply(rerun(found, NOON, from_step="persist", reanalysis="job"))
        if page.cursor is None:
            break
        query = replace(query, cursor=page.cursor)
    assert sorted(seen) == sorted(call.call_id for call in stored)
