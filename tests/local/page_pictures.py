"""A person at the page: uploads, looks at a call in the light, in the dark and on a telephone."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.local.embedded import Embedded

Picture = Callable[[str], object]

WIDE = {"width": 1360, "height": 900}
_TELEPHONE = {"width": 375, "height": 812}


def look_at_the_list(page: Page, stack: Embedded, files: list[Path], picture: Picture) -> None:
    """Upload files from the list; photograph the panel, then the list when all calls have ended."""
    page.goto(f"{stack.layout.api_url}/web/")
    page.get_by_label("Recordings").set_input_files(files)
    page.get_by_role("link", name="Open call").nth(len(files) - 1).wait_for()
    picture("page-upload")
    ended = page.locator('.uploadrow [data-status="Completed"]')
    ended.nth(len(files) - 1).wait_for(timeout=60_000)
    page.goto(f"{stack.layout.api_url}/web/")
    page.locator(".rows .row").first.wait_for()
    _in_every_light(page, "page-list", picture)


def look_at_a_call(page: Page, stack: Embedded, call_id: str, picture: Picture) -> None:
    """Photograph a finished call, and how it was processed."""
    page.goto(f"{stack.layout.api_url}/web/call.html?id={call_id}")
    page.locator("#turn-3").click()
    _in_every_light(page, "page-call", picture)
    page.get_by_role("tab", name="Processing").click()
    picture("page-call-processing")


def look_at_a_failed_call(page: Page, stack: Embedded, call_id: str, picture: Picture) -> None:
    """Photograph what a failed call says."""
    page.goto(f"{stack.layout.api_url}/web/call.html?id={call_id}")
    page.get_by_role("button", name="Resume from the failed step").wait_for()
    picture("page-call-failed")


def look_at_an_answer(page: Page, stack: Embedded, call_id: str, picture: Picture) -> None:
    """Ask a call a question, and photograph its answer."""
    page.goto(f"{stack.layout.api_url}/web/call.html?id={call_id}")
    page.get_by_role("tab", name="Ask").click()
    page.get_by_label("Ask about this call").fill("What did the agent promise?")
    page.keyboard.press("Enter")
    page.get_by_text("A refund of forty dollars, this week.").wait_for(timeout=60_000)
    picture("page-ask")


def look_at_the_costs(page: Page, stack: Embedded, picture: Picture) -> None:
    """Photograph the costs, under two budgets."""
    stack.api("PUT", "/budgets", json={"usd_per_day": 2.5})
    stack.api("PUT", "/budgets", params={"profile_id": "default"}, json={"usd_per_day": 0.05})
    page.goto(f"{stack.layout.api_url}/web/costs.html")
    page.get_by_role("row", name="All calls").wait_for()
    picture("page-costs")


def look_at_the_profiles(page: Page, stack: Embedded, picture: Picture) -> None:
    """Photograph a profile while it is edited."""
    page.goto(f"{stack.layout.api_url}/web/profiles.html?id=default")
    page.get_by_role("heading", name="Support call").wait_for()
    picture("page-profiles")


def _in_every_light(page: Page, name: str, picture: Picture) -> None:
    picture(name)
    page.emulate_media(color_scheme="dark")
    picture(f"{name}-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(_TELEPHONE)  # type: ignore[arg-type]  # a plain size
    picture(f"{name}-mobile")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a plain size
