"""Today's budgets on the costs page, in a real browser."""

import re
from collections.abc import Generator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from callinsight.domain.budget import ALL, Reservation
from tests.builders import a_queued_call
from tests.web.axe import violations, violations_in_every_look
from tests.web.served import ServedPage


@pytest.fixture(autouse=True)
def nothing_stays_limited(served: ServedPage) -> Generator[None]:
    """Other tests pay as much as they like."""
    yield
    for limit in served.do(served.world.budget_store.limits()):
        served.do(served.world.budget_store.drop_limit(limit.scope))


def test_a_budget_is_set_raised_and_removed_and_waiting_calls_go_on(
    page: Page, served: ServedPage
) -> None:
    page.goto("costs.html")
    panel = page.get_by_role("region", name="Budgets of today")
    expect(panel).to_contain_text("No budget limits what is paid a day.")
    panel.get_by_role("button", name="Set a budget…").click()
    dialog = page.get_by_role("dialog", name="Set a budget")
    dialog.get_by_label("USD a day").fill("nothing")
    dialog.get_by_role("button", name="Set").click()
    expect(dialog.get_by_role("alert")).to_contain_text("usd_per_day")
    assert violations(page, "dialog") == []
    dialog.get_by_label("USD a day").fill("800")
    dialog.get_by_role("button", name="Set").click()
    row = panel.get_by_role("row", name="All calls")
    expect(row.locator(".limit")).to_have_text("$800.00")
    expect(row).to_contain_text("set by local")

    waits = a_queued_call(status_reason="budget", due_at=served.world.clock() + timedelta(hours=9))
    served.do(served.world.calls.add(waits))
    panel.get_by_role("button", name="Change the budget of All calls").click()
    dialog = page.get_by_role("dialog", name="The budget of All calls")
    expect(dialog.get_by_label("USD a day")).to_have_value("800")
    dialog.get_by_label("USD a day").fill("900")
    dialog.get_by_role("button", name="Set").click()
    told = page.get_by_role("status")  # calls of other tests may wait as well
    expect(told).to_contain_text(re.compile(r"\d+ calls? (is|are) tried again\."))
    seen = served.do(served.world.calls.get(waits.call_id))
    assert seen is not None
    assert seen.due_at is None or seen.due_at <= served.world.clock()
    expect(row.locator(".limit")).to_have_text("$900.00")

    panel.get_by_role("button", name="Remove the budget of All calls").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(panel).to_contain_text("No budget limits what is paid a day.")


def test_what_is_spent_held_and_left_is_told_apart(page: Page, served: ServedPage) -> None:
    world = served.world
    served.do(world.todays_budgets.set(None, 900.0, by="finance"))
    served.do(world.budget_store.open_day(world.clock().date(), ALL, 300.0))
    held = Reservation(
        call_id="c", fingerprint="f", day=world.clock().date(), usd=100.0, scopes=(ALL,)
    )
    served.do(world.budget_store.reserve(held, {ALL: 900.0}))
    page.goto("costs.html")
    row = page.get_by_role("row", name="All calls")
    for name, shown in {"spent": "$300.00", "held": "$100.00", "left": "$500.00"}.items():
        expect(row.locator(f".{name}")).to_contain_text(shown)
    assert violations_in_every_look(page, [(".budgets", row.wait_for)]) == []
    served.do(world.budget_store.settle(held, 0.0))
