"""Conditional writes decide between writers at the same moment.

Not on moto: its server evaluates a condition and writes without a lock (5.2.5: of 60 rounds with
12 writers, 13 had two winners).
"""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from callinsight.domain.budget import Room
from callinsight.ports.budgets import BudgetStore
from callinsight.ports.calls import CallStore
from callinsight.ports.ledger import Ledger
from callinsight.ports.operations import OperationsStore
from callinsight.ports.request_counts import RequestCounts
from callinsight.steps.insisting import insist
from tests.builders import a_queued_call
from tests.contracts.test_budgets import LIMITS, TODAY, a_reservation
from tests.contracts.test_calls import begin_write
from tests.contracts.test_request_counts import LATER
from tests.domain.test_ledger import NOON, a_line

pytestmark = pytest.mark.parametrize("server", ["fake", "ministack"], indirect=True)


async def test_of_many_writers_one_wins(calls: CallStore) -> None:
    call = a_queued_call()
    await calls.add(call)
    writes = [begin_write(call, f"p{number}") for number in range(12)]
    results = await asyncio.gather(*(calls.apply(write) for write in writes))
    assert sum(result is not None for result in results) == 1


async def test_of_many_who_use_one_key_all_get_one_call(operations: OperationsStore) -> None:
    answers = await asyncio.gather(
        *(operations.remember("key", f"call-{number}", request="r") for number in range(10))
    )
    assert len(set(answers)) == 1


async def test_many_at_once_never_hold_more_than_the_limit(budgets: BudgetStore) -> None:
    def reserved(number: int) -> Any:
        wanted = a_reservation(call_id=f"call-{number}", usd=0.1)
        return insist(lambda: budgets.reserve(wanted, LIMITS), first_pause=0.01)

    held = await asyncio.gather(*(reserved(number) for number in range(12)))
    assert held.count(Room.FREE) == 5
    assert (await budgets.taken(TODAY))["sales"].usd == pytest.approx(0.5)


async def test_many_requests_at_once_are_all_counted(ledger: Ledger) -> None:
    lines = [a_line(call_id=f"call-{number}", usd=0.1) for number in range(24)]

    def added(number: int) -> asyncio.Task[bool]:
        return asyncio.ensure_future(insist(lambda: ledger.add(lines[number]), first_pause=0.01))

    assert all(await asyncio.gather(*map(added, range(24))))
    (sums,) = (await ledger.of_day(NOON.date())).values()
    assert sums.requests == 24
    assert sums.usd == pytest.approx(2.4)


async def test_of_those_who_claim_at_once_one_may_send(request_counts: RequestCounts) -> None:
    now = LATER - timedelta(minutes=1)
    told = await asyncio.gather(*(request_counts.claim("a", now, LATER) for _ in range(4)))
    assert sorted(number or 0 for number in told) == [0, 0, 0, 1]
    assert await request_counts.claim("b", now, LATER) == 1
