"""Calls that were kept long enough: found by their profile, erased by a flow, unless they are held."""

from collections.abc import Generator
from datetime import timedelta

import pytest
import yaml

from callinsight.domain.call import Call, HistoryEntry
from callinsight.domain.status import Status
from callinsight.services import Services, using
from callinsight.shipped import SHIPPED
from flows.erase_expired import erase_expired
from tasks.erase_expired import erase_expired_calls
from tests.builders import NOON, TestClock, a_profile, a_queued_call, fake_services, settings
from tests.fakes.profiles import FakeProfileStore


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Generator[Services]:
    """A month for sales, a year for all others; the task's body is run without a server."""
    monkeypatch.setattr("flows.erase_expired.erase_expired_calls", erase_expired_calls.fn)
    profiles = FakeProfileStore(a_profile(), a_profile("sales", retention_days=30))
    chosen = settings(callinsight_retention_days=365)
    with using(fake_services(clock=TestClock(), profile_store=profiles, settings=chosen)) as world:
        yield world


async def _a_call(
    services: Services, days: float, profile_id: str | None, status: Status = Status.COMPLETED
) -> Call:
    """A call that ended so many days ago."""
    at = NOON - timedelta(days=days)
    call = a_queued_call(
        at,
        created_at=at,
        status=status,
        due_at=None,
        lane=None,
        profile_id=profile_id,
        history=(HistoryEntry(status=status, at=at, attempt=1),),
    )
    await services.calls.add(call)
    return call


async def _run(most: int = 500) -> str | None:
    return (await erase_expired.fn(most)).message


async def _erased(services: Services, *calls: Call) -> list[bool]:
    seen = [await services.calls.get(call.call_id) for call in calls]
    return [call is not None and call.erased_at is not None for call in seen]


async def test_each_profile_keeps_its_calls_as_long_as_it_says(services: Services) -> None:
    old = [
        await _a_call(services, 31, "sales"),
        await _a_call(services, 366, "default"),
        await _a_call(services, 366, "gone", Status.FAILED),
        await _a_call(services, 366, None, Status.FAILED),
    ]
    kept = [
        await _a_call(services, 29, "sales"),
        await _a_call(services, 31, "default"),
        await _a_call(services, 364, None, Status.FAILED),
        await _a_call(services, 900, "sales", Status.QUEUED),
    ]
    assert await _run() == "Calls erased: 4. Held: 0."
    assert await _erased(services, *old) == [True] * 4
    assert await _erased(services, *kept) == [False] * 4
    (line,) = await services.audit.of_call(old[0].call_id)
    assert (line.actor, line.action, line.details) == (
        "retention",
        "call.erase",
        {"retention_days": 30},
    )


async def test_a_held_call_is_kept_and_told(services: Services) -> None:
    call = await _a_call(services, 40, "sales")
    await services.holds.hold(call.call_id, reason="a dispute", by="legal")
    assert await _run() == "Calls erased: 0. Held: 1."
    await services.holds.release(call.call_id)
    assert await _run() == "Calls erased: 1. Held: 0."


async def test_a_sweep_is_bounded_and_the_next_one_goes_on(services: Services) -> None:
    calls = [await _a_call(services, 40 + number, "sales") for number in range(5)]
    told = [await _run(2) for _ in range(4)]
    more = "Calls erased: 2. Held: 0. There are more: run it again."
    assert told == [more, more, "Calls erased: 1. Held: 0.", "Calls erased: 0. Held: 0."]
    assert await _erased(services, *calls) == [True] * 5


async def test_without_days_calls_are_kept_for_ever() -> None:
    with using(fake_services(clock=TestClock())) as services:
        call = await _a_call(services, 9_000, "default")
        found = [each async for each in services.retention.expiring(services.clock())]
        assert (found, await _erased(services, call)) == ([], [False])


async def test_a_call_that_was_started_again_is_kept(services: Services) -> None:
    call = await _a_call(services, 40, "sales")
    async for _ in services.retention.expiring(services.clock()):
        await services.reruns.rerun(call.call_id, from_step="persist")
    assert await _run() == "Calls erased: 0. Held: 0."


def test_the_nightly_sweep_is_deployed_paused() -> None:
    deployed = yaml.safe_load((SHIPPED.parent / "prefect.yaml").read_text())["deployments"]
    (sweep,) = (each for each in deployed if each["entrypoint"].startswith("flows.erase_expired"))
    assert sweep["schedules"] == [{"cron": "0 3 * * *", "timezone": "UTC", "active": False}]
