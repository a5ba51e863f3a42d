"""The costs page, in a real browser over the real API and its table."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.domain.test_ledger import a_line
from tests.web.axe import violations_in_every_look
from tests.web.served import ServedPage


def test_what_was_paid_is_shown_by_day_profile_model_and_step(
    page: Page, served: ServedPage
) -> None:
    now = served.world.clock() - timedelta(days=200)  # where no other test pays anything
    for line in (
        a_line(at=now, usd=0.4211),
        a_line(at=now, usd=0.002, fingerprint="a", profile_id="support", step="transcribe"),
        a_line(at=now, usd=None, fingerprint="b", model="model-of-ours", attempt=2),
        a_line(at=now, usd=0.31, fingerprint="c", profile_id="support", step="ask"),
    ):
        served.do(served.world.ledger.add(line))
    page.goto("costs.html?days=7")
    page.get_by_label("Last").select_option("A year")
    expect(page.get_by_label("Last")).to_be_focused()
    profiles = page.locator("section", has=page.get_by_role("heading", name="By profile"))
    expect(profiles.get_by_role("row").nth(1)).to_contain_text("sales$0.42and 1 without a price2")
    steps = page.locator("section", has=page.get_by_role("heading", name="By step"))
    asked = steps.get_by_role("row", name="Ask")
    expect(asked).to_have_text(re.compile(r"Ask\$0\.31\d+"))  # other tests ask questions, too
    told = page.locator(".notice")
    expect(told).to_contain_text("1 request has no known price: model-of-ours.")
    assert page.url.endswith("days=365")
    expect(page.get_by_role("link", name="Costs")).to_have_attribute("aria-current", "page")

    assert violations_in_every_look(page, [(None, told.wait_for)]) == []
