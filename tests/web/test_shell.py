"""What every page has, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.axe import violations

PAGES = ("index.html", "call.html", "profiles.html")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bar_at_the_top_is_accessible(page: Page, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
    page.goto(path)
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    assert [found for found in violations(page) if "#top" in found] == []


def test_a_person_chooses_dark_and_finds_it_dark_again(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("index.html")
    page.get_by_role("button", name="Dark colours").click()
    page.reload()
    expect(page.get_by_role("button", name="Light colours")).to_be_visible()
