"""The list of calls, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from callinsight.domain.call import Call, Failure, Status
from tests.builders import a_queued_call
from tests.web.axe import violations
from tests.web.conftest import SIZES
from tests.web.listed_calls import a_listed_call, told, told_live
from tests.web.served import ServedPage

PAYLOAD = "<img src=x onerror='document.title=1'><script>document.title=2</script>"
FLAGS = ["draft", "unanswered", "stale", "profile_fallback", "roles_unsure", "failed_check"]


def a_stored_call(served: ServedPage, **fields: Any) -> Call:
    """A call that has ended, in the table."""
    ended = {"status": Status.COMPLETED, "due_at": None, "lane": None, **fields}
    call = a_queued_call(served.world.clock(), **ended)
    served.do(served.world.calls.add(call))
    return call


def test_filters_are_kept_in_the_address(page: Page, served: ServedPage) -> None:
    failed = a_stored_call(
        served,
        status=Status.FAILED,
        file_name="failed.wav",
        failure=Failure(code="x", message="Broken."),
    )
    good = a_stored_call(served, file_name="good.wav")
    page.goto("index.html")
    page.get_by_label("Status").select_option("Failed")
    expect(page).to_have_url("index.html?status=Failed")
    page.reload()
    expect(page.get_by_label("Status")).to_have_value("Failed")
    expect(row_of(page, failed.call_id)).to_contain_text("Broken.")
    expect(row_of(page, good.call_id)).to_have_count(0)


def test_a_search_that_found_little_says_how_far_it_looked_and_goes_on(page: Page) -> None:
    first, older = a_listed_call(1), a_listed_call(2)
    told(page, [first], cursor="next", scanned=1000)
    page.goto("index.html?q=late&from=2026-11-01")
    expect(page.get_by_text("Searched 1,000 calls so far")).to_be_visible()
    told(page, [older], scanned=400)
    with page.expect_request("**/calls?*cursor=next*") as asked:
        page.get_by_role("button", name="Go on searching").click()
    assert "q=late" in asked.value.url
    assert "created_from=2026-1" in asked.value.url
    expect(row_of(page, older["call_id"])).to_be_visible()


def test_rows_follow_their_calls_without_a_reload(page: Page) -> None:
    running, erased = a_listed_call(5, status="TRANSCRIBING"), a_listed_call(6)
    new = a_listed_call(1, file_name="new.wav")
    told(page, [running, erased])
    ended = {**running, "status": "Completed", "outcome": "Solved"}
    told_live(page, ("call", ended), ("call", new), ("erased", {"call_id": erased["call_id"]}))
    page.goto("index.html")
    expect(page.locator(".rows .row")).to_have_count(2)
    expect(page.locator(".rows .row").first).to_contain_text("new.wav")
    expect(row_of(page, running["call_id"])).to_contain_text("Completed")
    expect(row_of(page, running["call_id"])).to_contain_text("Solved")


def test_a_failed_call_is_run_again_from_the_list(page: Page) -> None:
    call = a_listed_call(status="Failed", failure={"code": "x", "message": "Broken."})
    told(page, [call])
    page.route(
        "**/reruns", lambda route: route.fulfill(status=202, json={**call, "status": "Queued"})
    )
    page.goto("index.html")
    row_of(page, call["call_id"]).get_by_role("checkbox").check()
    page.get_by_role("button", name="Re-run…").click()
    with page.expect_request("**/reruns") as asked:
        page.get_by_role("button", name="Re-run", exact=True).click()
    assert asked.value.post_data_json == {"from": "persist"}
    expect(row_of(page, call["call_id"])).to_contain_text("Queued")
    expect(page.get_by_text("1 call started again.")).to_be_visible()


def test_deleting_many_asks_first_and_tells_which_it_could_not(page: Page) -> None:
    calls = [a_listed_call(minutes) for minutes in range(4)]
    told(page, calls)
    problem = {
        "status": 409,
        "code": "conflict",
        "detail": "The call is being changed.",
        "hint": "",
    }

    def answer(route: Route) -> None:
        refused = route.request.url.endswith(calls[1]["call_id"])
        status, body = (409, problem) if refused else (202, {"erasure": "requested"})
        route.fulfill(status=status, json=body)

    page.route("**/calls/*", lambda r: answer(r) if r.request.method == "DELETE" else r.fallback())
    page.goto("index.html")
    row_of(page, calls[0]["call_id"]).get_by_role("checkbox").click()
    row_of(page, calls[2]["call_id"]).get_by_role("checkbox").click(modifiers=["Shift"])
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete 3 calls").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("1 of 3 calls could not be changed")
    expect(alert).to_contain_text("call-1.wav: The call is being changed.")
    expect(page.get_by_text("2 calls will be erased.")).to_be_visible()


def test_the_list_is_walked_with_the_keyboard_alone(page: Page) -> None:
    calls = [a_listed_call(minutes) for minutes in range(3)]
    told(page, calls)
    page.goto("index.html")
    expect(page.locator(".rows .row")).to_have_count(3)
    for key in ("j", "x", "ArrowDown", "j", "Shift+X", "k"):
        page.keyboard.press(key)
    expect(page.get_by_text("3 selected")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    page.keyboard.press("Tab")
    row_of(page, calls[1]["call_id"]).get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"call.html?id={calls[1]['call_id']}")


def test_text_of_a_call_is_never_markup(page: Page) -> None:
    names = ("file_name", "customer", "agent", "direction", "topic", "outcome", "profile_id")
    fields: dict[str, Any] = dict.fromkeys((*names, "status_reason", "step"), PAYLOAD)
    failure = {"code": PAYLOAD, "message": PAYLOAD, "hint": PAYLOAD}
    told(
        page,
        [
            a_listed_call(**fields, flags=[PAYLOAD], status="Failed", failure=failure),
            a_listed_call(1, **fields, status=PAYLOAD),
        ],
    )
    profiles = {"profiles": [{"profile_id": PAYLOAD, "name": PAYLOAD, "version": 1}]}
    page.route("**/profiles", lambda route: route.fulfill(json=profiles))
    page.goto("index.html")
    expect(page.locator(".rows .row")).to_have_count(2)
    expect(page.locator(".rows .row").first).to_contain_text(PAYLOAD)
    assert page.locator("img[src=x], main script").count() == 0
    expect(page).to_have_title("Calls · CallInsight")


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", "wide"), ("dark", "wide"), ("light", "narrow")]
)
def test_the_list_is_accessible(page: Page, scheme: str, size: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of its words
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    running = {"status": "TRANSCRIBING", "step": "transcribe", "direction": "inbound"}
    told(
        page,
        [
            a_listed_call(flags=FLAGS),
            a_listed_call(1, customer="Ada", **running),
            a_listed_call(2, status="Failed", failure={"code": "x", "message": "Broken."}),
        ],
    )
    page.goto("index.html?flag=draft")
    page.locator(".rows .row").first.get_by_role("checkbox").check()
    page.get_by_label("Recordings").set_input_files(
        {"name": "empty.wav", "mimeType": "audio/wav", "buffer": b""}
    )
    expect(page.get_by_text("The file is empty.")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def row_of(page: Page, call_id: str) -> Any:
    """The row of a call."""
    return page.locator(f'.rows .row[data-id="{call_id}"]')
