"""Re-analyses whose driver died are gone on with, and others are left alone."""

import asyncio

import pytest

from callinsight.domain.reanalysis import Chosen, Reanalysis
from callinsight.services import Services
from tests.builders import TestClock, a_profile
from tests.fakes.reanalyses import FakeJobRuns
from tests.intake.arrivals import until


async def begun(world: Services) -> Reanalysis:
    return await world.reanalyses.begin(Chosen(), a_profile(), per_minute=60, author="ann")


async def test_a_job_of_which_nothing_is_heard_is_started_anew(
    world: Services, clock: TestClock
) -> None:
    job, paused = await begun(world), await begun(world)
    await world.reanalyses.pause(paused.job_id)
    clock.advance(minutes=4)
    assert await world.orphans.adopt() == 0
    clock.advance(minutes=2)
    assert await world.orphans.adopt() == 1
    assert await world.orphans.adopt() == 0
    assert isinstance(world.job_runs, FakeJobRuns)
    assert world.job_runs.started[2:] == [(job.job_id, 1)]


async def test_with_prefect_away_it_is_tried_again_later(
    world: Services, clock: TestClock, caplog: pytest.LogCaptureFixture
) -> None:
    job = await begun(world)
    runs = world.job_runs
    assert isinstance(runs, FakeJobRuns)
    runs.is_away = True
    clock.advance(minutes=6)
    stop = asyncio.Event()
    looking = asyncio.create_task(world.orphans.run(stop, pause_seconds=0.001))
    await until(lambda: "The look after re-analyses waits" in caplog.text)
    runs.is_away = False
    clock.advance(minutes=6)
    await until(lambda: len(runs.started) == 2)
    stop.set()
    await looking
    assert runs.started == [(job.job_id, 0), (job.job_id, 2)]
