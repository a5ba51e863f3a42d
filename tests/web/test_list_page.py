"""The list of calls, in a real browser over the real API."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from callinsight.domain.call import Call, Failure, TranscriptSummary
from callinsight.domain.execution import completed
from callinsight.domain.status import Status
from callinsight.domain.transitions import change
from tests.builders import a_profile
from tests.web.axe import violations
from tests.web.conftest import SIZES
from tests.web.listed_calls import a_listed_call, told
from tests.web.served import ServedPage
from tests.web.stored_calls import Shelf, row_of, rows_of

PAYLOAD = "<img src=x onerror='document.title=1'><script>document.title=2</script>"
BROKEN = Failure(step="transcribe", code="recording_silent", message="Nobody is to be heard.")
SOLVED = {"answers": {"topic": "Refund", "outcome": "Solved"}}


@pytest.fixture
def shelf(served: ServedPage) -> Shelf:
    return Shelf(served)


def test_filters_are_kept_in_the_address(page: Page, shelf: Shelf) -> None:
    failed = shelf.holds(status=Status.FAILED, failure=BROKEN)
    good = shelf.holds(1, analysis=SOLVED)
    page.goto(shelf.address)
    expect(rows_of(page)).to_have_count(2)
    page.get_by_label("Status").select_option("Failed")
    expect(rows_of(page)).to_have_count(1)
    assert "status=Failed" in page.url
    page.reload()
    expect(page.get_by_label("Status")).to_have_value("Failed")
    expect(row_of(page, failed)).to_contain_text("Nobody is to be heard.")
    page.get_by_role("button", name="Clear").first.click()
    page.get_by_label("Outcome").fill("SOLVED")
    page.get_by_label("Search").fill(shelf.customer.lower())
    expect(page).to_have_url(re.compile("q=customer.*outcome=SOLVED"))
    expect(row_of(page, good)).to_be_visible()
    expect(rows_of(page)).to_have_count(1)


def test_back_undoes_a_change_of_the_filters_and_typing_is_one_change(
    page: Page, shelf: Shelf
) -> None:
    shelf.holds(status=Status.FAILED, failure=BROKEN)
    shelf.holds(1)
    page.goto(shelf.address)
    page.get_by_label("Status").select_option("Failed")
    expect(rows_of(page)).to_have_count(1)
    for typed in ("nob", "nobody"):
        page.get_by_label("Search").fill(typed)
        expect(page).to_have_url(re.compile(f"q={typed}(&|$)"))
    page.go_back()
    expect(page.get_by_label("Search")).to_have_value("")
    expect(rows_of(page)).to_have_count(1)
    page.go_back()
    expect(page.get_by_label("Status")).to_have_value("")
    expect(rows_of(page)).to_have_count(2)


def test_coming_back_from_a_call_finds_its_row_again(page: Page, shelf: Shelf) -> None:
    calls = shelf.holds_many([{"minutes": at} for at in range(60)])
    page.goto(shelf.address)
    page.get_by_role("button", name="Go on searching").click()
    row = row_of(page, calls[57])
    row.scroll_into_view_if_needed()
    row.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("call.html"))
    page.go_back()
    expect(rows_of(page)).to_have_count(60)
    expect(row).to_be_in_viewport()


def test_a_word_in_the_address_that_filters_nothing_is_said_and_can_be_forgotten(
    page: Page, shelf: Shelf
) -> None:
    shelf.holds()
    page.goto(f"{shelf.address}&status=Bogus&profile_id=nope")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("There is no status “Bogus”. There is no filter “profile_id”.")
    expect(page.get_by_label("Status")).to_have_value("")
    expect(rows_of(page)).to_have_count(1)
    notice.get_by_role("button", name="Forget it").click()
    expect(notice).to_be_hidden()
    assert "Bogus" not in page.url
    assert "customer=" in page.url


def test_a_search_says_how_far_it_looked_and_goes_on(page: Page, shelf: Shelf) -> None:
    calls = shelf.holds_many([{"minutes": at} for at in range(60)])
    page.goto(f"{shelf.address}&from=2026-01-01")
    expect(rows_of(page)).to_have_count(50)
    expect(page.get_by_text("calls so far; older ones may fit as well.")).to_be_visible()
    with page.expect_request("**/calls?*cursor=*") as asked:
        page.get_by_role("button", name="Go on searching").click()
    assert "created_from=202" in asked.value.url
    expect(rows_of(page)).to_have_count(60)
    expect(row_of(page, calls[-1])).to_be_visible()
    expect(page.get_by_role("button", name="Go on searching")).to_have_count(0)


def test_rows_follow_their_calls_without_a_reload(
    page: Page, served: ServedPage, shelf: Shelf
) -> None:
    running = shelf.holds(5, status=Status.TRANSCRIBING)
    erased = shelf.holds(6)
    page.goto(shelf.address)
    expect(row_of(page, running)).to_contain_text("Transcribing")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    new = shelf.holds(file_name="new.wav")
    served.do(served.world.changes.erase(erased.call_id))
    served.do(_apply(served, running, Status.ANALYZING))
    expect(row_of(page, running)).to_contain_text("Analyzing")
    served.do(_apply(served, running, Status.COMPLETED))
    expect(row_of(page, running)).to_contain_text("Solved")
    expect(row_of(page, erased)).to_have_count(0)
    expect(rows_of(page)).to_have_count(2)
    assert rows_of(page).first.get_attribute("data-id") == new.call_id


async def _apply(served: ServedPage, call: Call, status: Status) -> None:
    """Let a running call go on, as its execution would write it."""
    now, found = served.world.clock(), await served.world.calls.get(call.call_id)
    assert found is not None
    is_over = status is Status.COMPLETED
    write = completed(found, now, analysis=SOLVED) if is_over else change(found, now, status=status)
    assert await served.world.calls.apply(write)


def test_the_list_is_walked_with_the_keyboard_alone(page: Page, shelf: Shelf) -> None:
    calls = shelf.holds_many([{"minutes": at} for at in range(3)])
    page.goto(shelf.address)
    expect(rows_of(page)).to_have_count(3)
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
    row_of(page, calls[1]).get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"call.html?id={calls[1].call_id}")


def test_text_of_a_call_is_never_markup(page: Page, served: ServedPage, shelf: Shelf) -> None:
    shelf.customer = f"{PAYLOAD}{shelf.customer}"
    words = {"agent": PAYLOAD, "direction": PAYLOAD}
    failure = Failure(step="analyze", code=PAYLOAD, message=PAYLOAD, hint=PAYLOAD)
    answers = {"answers": {"topic": PAYLOAD, "outcome": PAYLOAD}}
    fields: dict[str, Any] = {
        "metadata": words,
        "analysis": answers,
        "file_name": PAYLOAD,
        "profile_id": PAYLOAD,
    }
    shelf.holds(status=Status.FAILED, failure=failure, **fields)
    shelf.holds(1, status=Status.QUEUED, status_reason=PAYLOAD, **fields)
    served.do(served.world.profile_store.add(a_profile("hostile", name=PAYLOAD)))
    served.do(served.world.profile_store.make_current("hostile", 1))
    page.goto("index.html?" + "customer=" + shelf.customer.replace("=", "%3D").replace(" ", "+"))
    expect(rows_of(page)).to_have_count(2)
    expect(rows_of(page).first).to_contain_text(PAYLOAD)
    expect(page.get_by_label("Profile", exact=True)).to_contain_text(PAYLOAD)
    page.get_by_label("Recordings").set_input_files(
        {"name": f"{PAYLOAD.replace('/', '')}.txt", "mimeType": "text/plain", "buffer": b"a"}
    )
    expect(page.get_by_text("This is no recording.")).to_be_visible()
    assert page.locator("img[src=x], main script").count() == 0
    expect(page).to_have_title("Calls · CallInsight")


def test_a_call_that_waits_for_a_budget_says_until_when(page: Page, shelf: Shelf) -> None:
    call = shelf.holds(status=Status.QUEUED, status_reason="budget")
    page.goto(shelf.address)
    expect(row_of(page, call)).to_contain_text("Goes on at 00:00 UTC.")
    page.goto(f"call.html?id={call.call_id}")
    expect(page.get_by_text("Today's budget has no room for it.")).to_be_visible()


def test_a_word_the_page_does_not_know_is_text_as_well(page: Page) -> None:
    # Stubbed: our API says no status and no flag that this page does not know; a later one may.
    told(page, [a_listed_call(status=PAYLOAD, flags=[PAYLOAD], step=PAYLOAD)])
    page.goto("index.html")
    expect(rows_of(page).first).to_contain_text(PAYLOAD)
    assert page.locator("img[src=x], main script").count() == 0


@pytest.fixture
def varied(shelf: Shelf) -> Callable[[], Shelf]:
    """Calls that look as different as calls can."""
    draft = TranscriptSummary.model_validate(
        {
            "artifact": "a",
            "sha256": "b",
            "engine": "fake",
            "model": "fake",
            "quality": "draft",
            "roles": {"one": {"role": None, "source": "inferred", "confidence": 0.1}},
        }
    )

    def hold() -> Shelf:
        shelf.holds(analysis=SOLVED, transcript=draft, profile_fallback_from="none")
        shelf.holds(1, status=Status.TRANSCRIBING, metadata={"direction": "inbound"})
        shelf.holds(2, status=Status.FAILED, failure=BROKEN)
        return shelf

    return hold


def test_the_list_is_accessible(page: Page, varied: Callable[[], Shelf]) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(varied().address)
    expect(rows_of(page)).to_have_count(3)
    rows_of(page).first.get_by_role("checkbox").check()
    page.get_by_label("Recordings").set_input_files(
        {"name": "empty.wav", "mimeType": "audio/wav", "buffer": b""}
    )
    expect(page.get_by_text("The file is empty.")).to_be_visible()
    for scheme, size in (("light", "wide"), ("dark", "wide"), ("light", "narrow")):
        width, height = SIZES[size]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
        page.set_viewport_size({"width": width, "height": height})
        rules = ["color-contrast"] if scheme == "dark" else []
        assert violations(page, rules=rules) == [], (scheme, size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_twelve_calls_with_every_mark_fit_into_a_window(page: Page) -> None:
    flags = ["draft", "roles_unsure", "unanswered", "failed_check"]
    told(page, [a_listed_call(at, flags=flags, customer="Marked") for at in range(12)])
    page.goto("index.html")
    expect(rows_of(page)).to_have_count(12)
    below = rows_of(page).last.evaluate("row => row.getBoundingClientRect().bottom")
    assert below <= SIZES["wide"][1]
