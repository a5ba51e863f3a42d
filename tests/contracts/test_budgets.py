"""What every store of budgets does."""

from datetime import date, timedelta
from typing import Any

import pytest

from callinsight.domain.budget import ALL, BudgetLimit, Reservation, Room
from callinsight.ports.budgets import BudgetStore
from tests.builders import NOON
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)

TODAY = NOON.date()
LIMITS = {ALL: 1.0, "sales": 0.5}


async def _taken(budgets: BudgetStore, day: date) -> dict[str, float]:
    return {scope: taken.usd for scope, taken in (await budgets.taken(day)).items()}


def a_reservation(**fields: Any) -> Reservation:
    given = {"call_id": "call-1", "fingerprint": "f", "day": TODAY, "usd": 0.2} | fields
    return Reservation.model_validate({"scopes": (ALL, "sales"), **given})


async def test_what_is_reserved_is_held_in_every_budget_it_is_about(budgets: BudgetStore) -> None:
    assert await budgets.reserve(a_reservation(), LIMITS) is Room.FREE
    assert await _taken(budgets, TODAY) == {ALL: 0.2, "sales": 0.2}
    assert await _taken(budgets, TODAY + timedelta(days=1)) == {}


async def test_a_request_holds_once_however_often_it_reserves(budgets: BudgetStore) -> None:
    for _ in range(2):
        assert await budgets.reserve(a_reservation(usd=0.4), LIMITS) is Room.FREE
    assert await _taken(budgets, TODAY) == {ALL: 0.4, "sales": 0.4}


async def test_one_budget_without_room_refuses_and_nothing_is_held(budgets: BudgetStore) -> None:
    assert await budgets.reserve(a_reservation(usd=0.4), LIMITS) is Room.FREE
    assert await budgets.reserve(a_reservation(fingerprint="g"), LIMITS) is Room.HELD
    too_much = a_reservation(fingerprint="h", usd=9.0, scopes=(ALL,))
    assert await budgets.reserve(too_much, LIMITS) is Room.NONE
    assert await _taken(budgets, TODAY) == {ALL: 0.4, "sales": 0.4}
    assert await budgets.reserve(a_reservation(fingerprint="g", usd=0.1), LIMITS) is Room.FREE


async def test_what_was_paid_takes_the_place_of_what_was_held_once(budgets: BudgetStore) -> None:
    await budgets.reserve(a_reservation(usd=0.4), LIMITS)
    for _ in range(2):
        await budgets.settle(a_reservation(), 0.125)
    await budgets.settle(a_reservation(fingerprint="never"), 0.3)
    taken = await budgets.taken(TODAY)
    assert set(taken) == {ALL, "sales"}
    for of_scope in taken.values():
        assert (of_scope.usd, of_scope.spent) == pytest.approx((0.125, 0.125))


async def test_what_is_spent_has_no_room_and_what_is_held_may_come_back(
    budgets: BudgetStore,
) -> None:
    await budgets.reserve(a_reservation(usd=0.4), LIMITS)
    more = a_reservation(fingerprint="g", usd=0.25)
    assert await budgets.reserve(more, LIMITS) is Room.HELD
    await budgets.settle(a_reservation(), 0.3)
    assert await budgets.reserve(more, LIMITS) is Room.NONE
    assert await budgets.reserve(more.model_copy(update={"usd": 0.125}), LIMITS) is Room.FREE


async def test_a_sum_begins_with_what_the_day_had_cost_before(budgets: BudgetStore) -> None:
    await budgets.open_day(TODAY, ALL, 0.9)
    await budgets.open_day(TODAY, ALL, 0.1)
    assert await _taken(budgets, TODAY) == {ALL: 0.9}
    assert await budgets.reserve(a_reservation(), LIMITS) is Room.NONE
    await budgets.open_day(TODAY, ALL, 0.95)
    assert await _taken(budgets, TODAY) == {ALL: 0.95}


async def test_a_request_that_was_not_settled_holds_of_the_next_day_too(
    budgets: BudgetStore,
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    await budgets.reserve(a_reservation(), LIMITS)
    for _ in range(2):
        assert await budgets.reserve(a_reservation(day=tomorrow), LIMITS) is Room.FREE
    assert await _taken(budgets, tomorrow) == {ALL: 0.2, "sales": 0.2}
    await budgets.settle(a_reservation(), 0.125)
    assert await _taken(budgets, TODAY) == {ALL: 0.2, "sales": 0.2}
    held = await _taken(budgets, tomorrow)
    assert held == {ALL: pytest.approx(0.125), "sales": pytest.approx(0.125)}


async def test_a_forgotten_call_leaves_the_sums_as_they_are(budgets: BudgetStore) -> None:
    await budgets.reserve(a_reservation(), LIMITS)
    await budgets.forget("call-1")
    await budgets.settle(a_reservation(), 0.0)
    assert await _taken(budgets, TODAY) == {ALL: 0.2, "sales": 0.2}


async def test_limits_are_kept_one_for_each_scope_until_they_are_dropped(
    budgets: BudgetStore,
) -> None:
    first = BudgetLimit(scope=ALL, usd_per_day=12.5, author="warehouse", at=NOON)
    raised = first.model_copy(update={"usd_per_day": 20.0})
    other = first.model_copy(update={"scope": "sales"})
    for limit in (first, other, raised):
        await budgets.set_limit(limit)
    assert list(await budgets.limits()) == [raised, other]
    await budgets.drop_limit("sales")
    await budgets.drop_limit("never")
    assert list(await budgets.limits()) == [raised]
    assert await budgets.taken(TODAY) == {}
