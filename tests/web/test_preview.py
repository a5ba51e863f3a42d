"""A look at one call beside the list, in a real browser."""

import httpx
from playwright.sync_api import Page, expect

from tests.builders import a_profile
from tests.web.axe import violations
from tests.web.call_stub import a_wav
from tests.web.served import ServedPage


def test_a_call_is_looked_at_beside_the_list(page: Page, served: ServedPage) -> None:
    call_id = a_call_with_moments(page, served)
    page.goto("index.html?q=preview.wav")
    row = page.locator(f'.row[data-id="{call_id}"]')
    row.get_by_role("button", name="Preview preview.wav").click()
    preview = page.get_by_role("complementary", name="Preview")
    expect(preview).to_contain_text("answer")
    expect(preview.get_by_role("listitem")).to_contain_text("i want a refund")
    expect(preview.get_by_role("button", name="Play from")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    row.get_by_role("link").focus()
    page.keyboard.press("p")
    preview.get_by_role("link", name="Open call").click()
    expect(page).to_have_url(f"call.html?id={call_id}")


def a_call_with_moments(page: Page, served: ServedPage) -> str:
    """A completed call in which a keyword of its profile was said."""
    profile = a_profile("moments", keywords={"money": ["refund"]})
    served.do(served.world.profile_store.add(profile))
    served.do(served.world.profile_store.make_current("moments", 1))
    body = a_wav()
    with httpx.Client(base_url=served.url) as api:
        made = api.post("/calls", json={"profile_id": "moments"}).json()
        call_id: str = made["call_id"]
        query = {"fileName": "preview.wav", "contentType": "audio/wav", "sizeBytes": str(len(body))}
        link = api.get(f"/calls/{call_id}/upload-url", params=query).json()
        httpx.put(link["url"], headers=link["headers"], content=body).raise_for_status()
        for _ in range(200):
            if api.get(f"/calls/{call_id}").json()["status"] == "Completed":
                return call_id
            page.wait_for_timeout(50)
    raise AssertionError("the call did not complete")
