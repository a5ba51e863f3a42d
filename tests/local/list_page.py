"""A person at the list of calls: uploads, looks at it in the dark and on a telephone."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.local.embedded import Embedded

_WIDE = {"width": 1360, "height": 900}
_TELEPHONE = {"width": 375, "height": 812}


def look_at_the_list(
    page: Page, stack: Embedded, files: list[Path], picture: Callable[[str], object]
) -> None:
    """Upload files from the list; photograph the panel, then the list when all calls have ended."""
    page.goto(f"{stack.layout.api_url}/web/")
    page.get_by_label("Recordings").set_input_files(files)
    page.get_by_role("link", name="Open call").nth(len(files) - 1).wait_for()
    picture("page-upload")
    ended = page.locator('.uploadrow [data-status="Completed"]')
    ended.nth(len(files) - 1).wait_for(timeout=60_000)
    page.goto(f"{stack.layout.api_url}/web/")
    page.locator(".rows .row").first.wait_for()
    picture("page-list")
    page.emulate_media(color_scheme="dark")
    picture("page-list-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(_TELEPHONE)  # type: ignore[arg-type]  # a plain size
    picture("page-mobile")
    page.set_viewport_size(_WIDE)  # type: ignore[arg-type]  # a plain size
