"""Live status: a call that moves is seen by everybody who watches."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import datetime

import pytest

from callinsight.api.app import create_app
from callinsight.domain.access import Scope
from callinsight.domain.erasure import tombstone
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.transitions import change
from callinsight.live import LiveCalls
from callinsight.ports.calls import UpdatedCalls
from callinsight.services import Services, using
from tests.api.credentials import a_key, guarded_services
from tests.api.watching import watching
from tests.builders import TestClock, a_call_with_audio
from tests.fakes.calls import FakeCallStore
from tests.patience import PATIENCE

LOOK_SECONDS = 0.01


class CountingCallStore(FakeCallStore):
    """Counts the looks for changes; may be away."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0
        self.is_away = False

    async def list_updated(self, since: datetime, limit: int) -> UpdatedCalls:
        self.looks += 1
        if self.is_away:
            raise ServiceUnavailableError("away")
        return await super().list_updated(since, limit)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def calls(services: Services, clock: TestClock) -> CountingCallStore:
    """A store whose changes are looked for all the time."""
    store = CountingCallStore()
    services.calls, services.clock = store, clock
    return store


@pytest.fixture
async def live(services: Services, calls: CountingCallStore) -> AsyncGenerator[LiveCalls]:
    services.live = LiveCalls(calls, services.clock, look_seconds=LOOK_SECONDS)
    yield services.live
    assert services.live.viewers == 0


async def test_a_call_that_moves_is_told(services: Services, live: LiveCalls) -> None:
    async with watching() as client:
        call = await a_call_with_audio(services, metadata={"customer": "Ada"})
        ((name, row),) = await client.until(1)
        assert (name, row["call_id"], row["status"]) == ("call", call.call_id, "Queued")
        await services.calls.apply(change(call, services.clock(), status_reason="parked"))
        (_, (_, row)) = await client.until(2)
        assert (row["status_reason"], row["customer"]) == ("parked", "Ada")


async def test_an_erased_call_is_told_by_its_id_alone(services: Services, live: LiveCalls) -> None:
    call = await a_call_with_audio(services)
    async with watching() as client:
        await client.until(1)
        await services.calls.apply(tombstone(call, services.clock()))
        assert (await client.until(2))[1] == ("erased", {"call_id": call.call_id})


async def test_one_call_can_be_watched_alone(services: Services, live: LiveCalls) -> None:
    mine, other = await a_call_with_audio(services), await a_call_with_audio(services)
    async with watching(f"call_id={mine.call_id}") as client:
        await services.calls.apply(change(other, services.clock(), status_reason="parked"))
        await services.calls.apply(change(mine, services.clock(), status_reason="parked"))
        events = await client.until(1)
    assert {row["call_id"] for _, row in events} == {mine.call_id}


async def test_two_hundred_viewers_cost_as_many_reads_as_one(
    services: Services, calls: CountingCallStore, live: LiveCalls
) -> None:
    app = create_app()

    async def looks_a_pause(viewers: int) -> float:
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(watching(app=app)) for _ in range(viewers)]
            call = await a_call_with_audio(services)
            for client in clients:
                await client.until_told_of(call.call_id)
            before, began = calls.looks, time.monotonic()
            await asyncio.sleep(30 * LOOK_SECONDS)
            return (calls.looks - before) * LOOK_SECONDS / (time.monotonic() - began)

    # One look between two pauses, and the one that was under way.
    assert 0 < await looks_a_pause(1) < 1.1
    assert 0 < await looks_a_pause(200) < 1.1
    before = calls.looks
    await asyncio.sleep(0.05)
    assert calls.looks == before, "nobody watches"


async def test_a_viewer_that_comes_back_is_told_what_it_missed(
    services: Services, live: LiveCalls, clock: TestClock
) -> None:
    async with watching() as stays:
        async with watching() as client:
            call = await a_call_with_audio(services)
            await client.until(1)
        clock.advance(seconds=30)
        await services.calls.apply(change(call, clock(), status_reason="parked"))
        await stays.until(2)
        clock.advance(seconds=30)
        async with watching(last_event_id=client.last_id) as again:
            async with asyncio.timeout(PATIENCE):  # what it had may be told once more before
                while not again.events or again.events[-1][1]["status_reason"] != "parked":
                    await asyncio.sleep(0.005)
        assert "reset" not in dict(again.events)


@pytest.mark.parametrize("position", ["nonsense", "2020-01-01T00:00:00.000000Z", "2026-11-23"])
async def test_who_was_away_for_too_long_is_told_to_load_again(
    live: LiveCalls, position: str
) -> None:
    async with watching(last_event_id=position) as client:
        assert await client.until(1) == [("reset", {})]


async def test_a_viewer_that_does_not_keep_up_is_let_go(
    services: Services, live: LiveCalls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callinsight.viewers.WAITING_AT_MOST", 5)
    async with watching() as slow, watching() as other:
        slow.reads_on.clear()
        for number in range(10):
            await a_call_with_audio(services)
            await other.until(number + 1)
        assert live.viewers == 1
        slow.reads_on.set()
        await slow.until_told_of(None)
        assert slow.events[-1] == ("reset", {})


async def test_a_table_that_is_away_for_a_while_costs_no_news(
    services: Services, calls: CountingCallStore, live: LiveCalls
) -> None:
    calls.is_away = True
    async with watching() as client:
        await a_call_with_audio(services)
        looks = calls.looks
        while calls.looks < looks + 3:
            await asyncio.sleep(0.005)
        calls.is_away = False
        await client.until(1)


async def test_viewers_are_let_go_when_the_api_ends(live: LiveCalls) -> None:
    async with watching() as client:
        live.close()
        async with asyncio.timeout(PATIENCE):
            while live.viewers:
                await asyncio.sleep(0.005)
    assert client.status == 200


async def test_a_revoked_key_watches_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callinsight.api.live.STILL_HERE_SECONDS", 0.01)
    clock = TestClock()
    world = guarded_services(clock=clock)
    with using(world):
        key = await a_key(world, Scope.READ)
        async with watching(authorization=f"Bearer {key}") as client:
            await asyncio.sleep(0.05)
            assert world.live.viewers == 1
            await world.api_keys.revoke(key.split("_")[1])
            async with asyncio.timeout(PATIENCE):
                while world.live.viewers:
                    await asyncio.sleep(0.005)
    assert client.status == 200
