"""Answers that come all at once are worked on in turns."""

import asyncio

import pytest

from callinsight.domain.execution import RunIdentity
from callinsight.services import Services
from callinsight.steps.turns import AT_ONCE, Turn
from tests.builders import a_call_with_audio, fake_services
from tests.fakes.engines import FakeTranscriber
from tests.patience import PATIENCE
from tests.steps.conftest import run_once


async def test_only_a_few_have_a_turn_at_once_and_the_next_one_follows() -> None:
    turns = [Turn() for _ in range(AT_ONCE + 1)]
    for turn in turns[:-1]:
        await turn.take()
        await turn.take()  # a second time nothing happens
    waits = asyncio.create_task(turns[-1].take())
    await asyncio.sleep(0)
    assert not waits.done()
    turns[0].give()
    turns[0].give()
    await waits
    for turn in turns:
        turn.give()


async def test_calls_that_wait_for_a_provider_keep_no_turn_and_all_of_them_complete() -> None:
    transcriber = FakeTranscriber()
    transcriber.hold()
    world: Services = fake_services(transcriber=transcriber)
    calls = [await a_call_with_audio(world) for _ in range(3 * AT_ONCE)]
    running = [
        asyncio.create_task(run_once(world, call.call_id, RunIdentity(id=str(number), adhoc=True)))
        for number, call in enumerate(calls)
    ]
    async with asyncio.timeout(PATIENCE):
        while transcriber.paid_requests < len(calls):
            await asyncio.sleep(0.01)
        transcriber.release()
        outcomes = await asyncio.gather(*running)
    assert [outcome.kind for outcome in outcomes] == ["Completed"] * len(calls)


async def test_a_call_that_fails_gives_its_turn_back(monkeypatch: pytest.MonkeyPatch) -> None:
    world = fake_services()

    async def broken(*_args: object) -> None:
        raise ValueError("a defect")

    monkeypatch.setattr(world.persisting, "complete", broken)
    async with asyncio.timeout(PATIENCE):
        for number in range(2 * AT_ONCE):
            call = await a_call_with_audio(world)
            outcome = await run_once(world, call.call_id, RunIdentity(id=str(number), adhoc=True))
            assert outcome.kind == "Failed"
