"""Budgets in any order of events: never more is held than the limit, and nothing is lost or kept twice."""

import asyncio
from collections.abc import Coroutine
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from callinsight.domain.budget import ALL, Budgets, Room
from callinsight.domain.errors.provider import BudgetHeldError, BudgetUsedUpError
from callinsight.steps.budget_limits import BudgetLimits
from callinsight.steps.budgeting import Budgeting
from tests.builders import NOON
from tests.fakes.budgets import FakeBudgetStore
from tests.fakes.ledger import FakeLedger

T = TypeVar("T")
LIMITS = {ALL: 3.0, "sales": 1.5}
BUDGETS = Budgets(usd_per_day=LIMITS[ALL], usd_per_day_of={"sales": LIMITS["sales"]})
USD = st.sampled_from([0.25, 0.5, 1.0])  # sums of these are exact
WORKER = st.integers(0, 2)


class Name(NamedTuple):
    """A request; every other call is of the profile with a budget."""

    call: int
    attempt: int

    @property
    def profile_id(self) -> str:
        return "sales" if self.call % 2 else "support"

    @property
    def scopes(self) -> tuple[str, ...]:
        return (ALL, "sales") if self.call % 2 else (ALL,)


NAME = st.builds(Name, st.integers(0, 5), st.integers(1, 2))


class AnyDay(RuleBasedStateMachine):
    """Three workers reserve, settle, give back, die and repeat while days pass."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.store = FakeBudgetStore()
        self.workers = [self._a_worker() for _ in range(3)]
        self.now = NOON
        self.on_their_way: dict[Name, tuple[date, float]] = {}
        self.over: list[tuple[date, Name, float]] = []  # settled, or left held for ever
        self.paid: list[tuple[date, Name, float]] = []

    def _a_worker(self) -> Budgeting:
        return Budgeting(BudgetLimits(BUDGETS, self.store), self.store, FakeLedger())

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def _expected(self, day: date, scope: str) -> float:
        held = [(on, name, usd) for name, (on, usd) in self.on_their_way.items()]
        return sum(usd for on, name, usd in held + self.over if on == day and scope in name.scopes)

    def _spent(self, day: date, scope: str) -> float:
        return sum(usd for on, name, usd in self.paid if on == day and scope in name.scopes)

    @rule(worker=WORKER, name=NAME, usd=USD)
    def reserve(self, worker: int, name: Name, usd: float) -> None:
        """Also what this worker, or one that died, holds already."""
        today, before = self.now.date(), self.on_their_way.get(name)
        has_room = all(self._expected(today, s) + usd <= LIMITS[s] for s in name.scopes)
        is_held = before is not None and before[0] == today
        spent = any(self._spent(today, s) + usd > LIMITS[s] for s in name.scopes)
        room = Room.FREE if is_held or has_room else Room.NONE if spent else Room.HELD
        assert self._do(self._reserves(worker, name, usd)) is room
        if is_held or not has_room:
            return
        if before is not None:  # it may be billed: the day it left on keeps it
            self.over.append((before[0], name, before[1]))
        self.on_their_way[name] = (today, usd)

    async def _reserves(self, worker: int, name: Name, usd: float) -> Room:
        try:
            await self.workers[worker].reserve(
                str(name.call),
                "f",
                name.attempt,
                profile_id=name.profile_id,
                model="m",
                usd=usd,
                now=self.now,
            )
        except BudgetHeldError:
            return Room.HELD
        except BudgetUsedUpError:
            return Room.NONE
        return Room.FREE

    @rule(worker=WORKER, name=NAME, share=st.sampled_from([0.0, 0.5, 1.0]))
    def settle_or_give_back(self, worker: int, name: Name, share: float) -> None:
        """Also what is settled already, or was never held."""
        day, held = self.on_their_way.pop(name, (self.now.date(), 0.0))
        self.over.append((day, name, held * share))
        self.paid.append((day, name, held * share))
        self._do(self.workers[worker].settle(str(name.call), "f", name.attempt, held * share))

    @rule(worker=WORKER, name=NAME)
    def an_answer_without_a_price_stays_held(self, worker: int, name: Name) -> None:
        self._do(self.workers[worker].settle(str(name.call), "f", name.attempt, None))

    @rule(worker=WORKER)
    def a_worker_dies_and_another_starts(self, worker: int) -> None:
        self.workers[worker] = self._a_worker()

    @precondition(lambda self: self.now < NOON + timedelta(days=3))
    @rule()
    def a_day_passes(self) -> None:
        self.now += timedelta(days=1)

    @invariant()
    def sums_are_what_is_held_and_what_was_paid(self) -> None:
        for (day, scope), taken in self.store.sums.items():
            assert taken.usd == self._expected(day, scope)
            assert taken.spent == self._spent(day, scope)
            assert taken.usd <= LIMITS[scope]

    def teardown(self) -> None:
        """Leave no loop behind."""
        self.loop.close()


AnyDay.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestAnyDay = AnyDay.TestCase
