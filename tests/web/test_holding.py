"""A legal hold on the page of a call."""

import re

from playwright.sync_api import Page, expect

from tests.web.axe import violations, violations_in_every_look
from tests.web.calls_in_the_world import a_copy_of
from tests.web.served import ServedPage


def test_a_call_is_put_on_hold_with_a_reason_and_nobody_deletes_it_until_it_is_released(
    page: Page, served: ServedPage, finished: str
) -> None:
    call_id = a_copy_of(served, finished)
    page.goto(f"call.html?id={call_id}")
    page.get_by_role("button", name="Hold", exact=True).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Put this call on hold")
    assert violations(page, "dialog") == []
    dialog.get_by_label("Why it must be kept").fill("The customer disputes the bill.")
    dialog.get_by_role("button", name="Put on hold").click()

    notice = page.get_by_role("region", name="This call is on hold")
    expect(notice).to_contain_text("The customer disputes the bill.")
    expect(notice).to_contain_text(re.compile(r"Since .*\d\d:\d\d.*, by local\. Nobody"))
    expect(page.locator(".call-top .chip", has_text="On hold")).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    assert (
        violations_in_every_look(page, [(".call-top", _nothing), (".notice.hold", _nothing)]) == []
    )

    page.get_by_role("button", name="Release").click()
    page.get_by_role("dialog").get_by_role("button", name="Release").click()
    expect(notice).to_have_count(0)
    expect(page.get_by_role("button", name="Delete")).to_be_visible()
    seen = served.do(served.world.calls.get(call_id))
    assert seen is not None
    assert seen.hold is None


def _nothing() -> None:
    """It is shown already."""
