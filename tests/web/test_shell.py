"""What every page has, in a real browser. That it is accessible is tested with each page."""

from playwright.sync_api import Page, expect


def test_the_bar_at_the_top_leads_to_every_page_and_says_which_one_it_is(page: Page) -> None:
    page.goto("call.html?id=nothing")
    bar = page.get_by_role("navigation", name="Pages")
    for name, title in (("Profiles", "Profiles · CallInsight"), ("Calls", "Calls · CallInsight")):
        bar.get_by_role("link", name=name).click()
        expect(page).to_have_title(title)
        expect(bar.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")


def test_a_person_chooses_dark_and_finds_it_dark_again(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("index.html")
    page.get_by_role("button", name="Dark colours").click()
    page.reload()
    expect(page.get_by_role("button", name="Light colours")).to_be_visible()
