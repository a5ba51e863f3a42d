"""The providers' invoice of a day beside its budget."""

import pytest

from callinsight.domain.budget import Room
from callinsight.steps import budget_room
from tests.eval.parts.budget import measured
from tests.fakes.budgets import FakeBudgetStore
from tests.stubs.running import StubProviders


async def test_no_day_costs_more_than_its_budget(
    stubs: StubProviders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget_room, "PAUSES", (0.1, 0.5))
    figures = await measured(stubs, calls=8, paid_for=3)
    assert [figure.title for figure in figures if not figure.is_good] == []


async def test_budgets_that_hold_nothing_are_found_out(
    stubs: StubProviders, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def reserve(*_: object) -> Room:
        return Room.FREE

    monkeypatch.setattr(FakeBudgetStore, "reserve", reserve)
    figures = await measured(stubs, calls=5, paid_for=2)
    overspent = next(figure for figure in figures if figure.key == "budget_overspent")
    assert not overspent.is_good
