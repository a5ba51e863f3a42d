"""The API's documentation, in a real browser."""

from playwright.sync_api import Page, expect

from tests.web.axe import violations_in_every_look


def test_an_address_opens_its_operation_and_words_find_others(page: Page) -> None:
    hosts = set[str]()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto("/docs#create_call")
    announced = page.locator("#create_call")
    expect(announced.get_by_text("Bergmann Logistics").first).to_be_visible()
    expect(announced.get_by_role("rowheader", name="idempotency_key_reused")).to_be_visible()
    find = page.get_by_role("searchbox", name="Find")
    find.fill("cursor_invalid audit")
    expect(page.get_by_text("1 found")).to_be_visible()
    expect(page.locator("#list_audit")).to_be_visible()
    expect(announced).to_be_hidden()
    assert len(hosts) == 1


def test_the_documentation_is_accessible_in_every_look(page: Page) -> None:
    page.goto("reference.html#change_call")
    expect(page.locator("#change_call pre").first).to_be_visible()
    drawn = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    assert violations_in_every_look(page, [(None, lambda: page.evaluate(drawn))]) == []
