"""A look at one call beside the list, in a real browser."""

import re

from playwright.sync_api import Page, expect

from tests.web.axe import violations
from tests.web.stored_calls import row_of


def test_a_call_is_looked_at_beside_the_list(page: Page, finished: str) -> None:
    page.goto("index.html?q=Überweisung")
    row = row_of(page, finished)
    row.get_by_role("button", name="Preview Zoë Müller").click()
    preview = page.get_by_role("complementary", name="Preview")
    expect(preview).to_contain_text("A double charge; $40 are refunded.")
    expect(preview.get_by_role("listitem")).to_have_count(3)
    promise = preview.get_by_role("listitem").filter(has_text="We will refund forty dollars")
    expect(promise).to_contain_text("Promises")
    assert violations(page, ".preview") == []
    preview.get_by_role("button", name="Play from 0:18").click()
    expect(preview.get_by_text(re.compile("0:(1[89]|2.) / 0:30"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    row.get_by_role("link").focus()
    page.keyboard.press("p")
    preview.get_by_role("link", name="Open call").click()
    expect(page).to_have_url(f"call.html?id={finished}")
