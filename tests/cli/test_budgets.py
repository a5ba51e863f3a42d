"""`callinsight budgets`."""

import asyncio
from datetime import timedelta

import pytest

from callinsight.domain.budget import Reservation, Room
from callinsight.services import Services
from tests.builders import a_queued_call, settings
from tests.cli.conftest import Command


@pytest.fixture
def limited(services: Services) -> Services:
    services.settings = settings(budget_usd_per_day=10, profile_budgets_usd_per_day={"sales": 2.5})
    return services


async def _take(limited: Services, *, spent: float, held: float) -> None:
    today, store = limited.clock().date(), limited.budget_store
    await store.open_day(today, "sales", spent)
    wanted = Reservation(call_id="c", fingerprint="f", day=today, usd=held, scopes=("sales",))
    assert await store.reserve(wanted, {"sales": 2.5}) is Room.FREE


def test_each_budget_is_told_with_what_is_left(callinsight: Command, limited: Services) -> None:
    asyncio.run(_take(limited, spent=1.5, held=0.25))
    lines = [line.split() for line in callinsight("budgets", "show").out.splitlines()]
    assert lines[1:] == [
        ["all", "calls", "10.0000", "0.0000", "0.0000", "10.0000", "setting"],
        ["sales", "2.5000", "1.5000", "0.2500", "0.7500", "setting"],
    ]


def test_without_a_budget_the_way_to_set_one_is_told(
    callinsight: Command, services: Services
) -> None:
    assert "callinsight budgets set 50" in callinsight("budgets", "show").out


def test_a_budget_is_set_and_dropped(callinsight: Command, limited: Services) -> None:
    assert "20.0000 USD a day" in callinsight("budgets", "set", "20").out
    shown = callinsight("budgets", "show").out.splitlines()[1].split()
    assert shown == ["all", "calls", "20.0000", "0.0000", "0.0000", "20.0000", "command", "line"]
    callinsight("budgets", "drop")
    assert callinsight("budgets", "show").out.splitlines()[1].split()[2] == "10.0000"


def test_a_profile_that_is_not_there_gets_no_budget(
    callinsight: Command, limited: Services
) -> None:
    refused = callinsight("budgets", "set", "5", "--profile", "nobody")
    assert refused.code == 1
    assert "There is no profile with this id." in refused.told


def test_calls_that_wait_for_a_budget_are_tried_at_once_and_no_others(
    callinsight: Command, limited: Services
) -> None:
    now = limited.clock()
    waits = {"status_reason": "budget", "due_at": now + timedelta(hours=9)}
    calls = [a_queued_call(now, **waits) for _ in range(2)]
    other = a_queued_call(now, **{**waits, "status_reason": "provider_busy"})
    for call in (*calls, other):
        asyncio.run(limited.calls.add(call))
    assert callinsight("budgets", "resume").out == "2 call(s) are tried again.\n"
    seen = [asyncio.run(limited.reruns.existing(call.call_id)) for call in (*calls, other)]
    assert [call.due_at is not None and call.due_at <= limited.clock() for call in seen] == [
        True,
        True,
        False,
    ]
