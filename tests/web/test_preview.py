"""A look at one call beside the list, in a real browser."""

import re

from playwright.sync_api import Page, expect
from ulid import ULID

from tests.web.axe import violations
from tests.web.calls_in_the_world import an_imported_call
from tests.web.served import ServedPage
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
    preview.get_by_role("button", name="Play from 0:20").click()
    expect(preview.get_by_text(re.compile("0:(1[89]|2.) / 0:30"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    row.get_by_role("link").focus()
    page.keyboard.press("p")
    preview.get_by_role("link", name="Open call").click()
    expect(page).to_have_url(f"call.html?id={finished}")


def test_a_call_without_a_summary_shows_what_else_was_found(
    page: Page, served: ServedPage, finished: str
) -> None:
    name = f"imported {ULID()}"
    imported = an_imported_call(served, finished, file_name=name, metadata={})
    page.goto(f"index.html?q={name.replace(' ', '+')}")
    row_of(page, imported).get_by_role("button", name="Preview").click()
    preview = page.get_by_role("complementary", name="Preview")
    for found in ("Failed Greeting", "“refund”", "Not answered (no model): Summary"):
        expect(preview).to_contain_text(found)
    expect(preview).to_contain_text("there is no recording to play")
    expect(preview.get_by_role("group", name="Player")).to_have_count(0)
    assert violations(page, ".preview") == []
