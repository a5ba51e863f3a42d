"""The page of one call, in a real browser over the real API and what it really stored."""

import asyncio
import re
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from callinsight.domain.call import Failure, Status
from callinsight.domain.errors import ProviderRefusedError
from tests.web.axe import violations_in_every_look
from tests.web.calls_in_the_world import (
    a_call_saying,
    a_completed_call,
    a_copy_of,
    a_failed_call,
    a_hostile_call,
    an_uploaded_call,
    wait_for,
)
from tests.web.conftest import SIZES
from tests.web.finished_page import FinishedPage, sound_at
from tests.web.served import ServedPage
from tests.web.spoken import Line

PAYLOAD = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"
SPOKEN_WORD = "[...(CSS.highlights.get('spoken') ?? [])].map(String).join()"
TABS = ("Insights", "Metrics", "History", "Processing")


@pytest.fixture(scope="session")
def finished(served: ServedPage) -> str:
    """A call that was analyzed twice and changed once."""
    return a_completed_call(served)


@pytest.fixture(scope="session")
def finished_page(
    browser_and_loop: tuple[Browser, asyncio.AbstractEventLoop], served: ServedPage
) -> Generator[FinishedPage]:
    """Closed before the API ends: it listens to the call's changes."""
    holder = FinishedPage()
    yield holder
    asyncio._set_running_loop(browser_and_loop[1])
    holder.close()
    asyncio._set_running_loop(None)


@pytest.fixture
def opened(
    browser: Browser, served: ServedPage, finished: str, finished_page: FinishedPage
) -> Page:
    """The page of the finished call, as if it had just been opened."""

    def make() -> Page:
        width, height = SIZES["wide"]
        page = browser.new_page(
            base_url=f"{served.url}/web/", viewport={"width": width, "height": height}
        )
        page.set_default_timeout(10_000)
        page.goto(f"call.html?id={finished}")
        return page

    return finished_page.opened(make)


def tab(page: Page, name: str) -> None:
    """Open a tab, and wait for what it asks the API for."""
    page.get_by_role("tab", name=name).click()
    expect(page.get_by_text("Loading…")).to_have_count(0)


def test_a_claim_leads_the_sound_to_its_turn_and_the_words_follow(opened: Page) -> None:
    opened.get_by_role("button", name="Play from 0:18").last.click()
    sound_at(opened, 18.95)
    turn = opened.locator("#turn-4")
    expect(turn).to_have_attribute("aria-current", "true")
    expect(turn).to_be_in_viewport()
    assert "turn=4" in opened.url
    opened.evaluate("document.querySelector('audio').pause()")
    heard = []
    for seconds in (19.1, 20.35):
        opened.evaluate("at => document.querySelector('audio').currentTime = at", seconds)
        sound_at(opened, seconds, near=0.01)
        heard.append(opened.evaluate(SPOKEN_WORD))
    assert heard == ["have", "charge."]
    expect(opened.get_by_text("unverified")).to_be_visible()


def test_a_deep_link_opens_at_its_place_and_the_keyboard_is_enough(
    page: Page, finished: str
) -> None:
    page.goto(f"call.html?id={finished}&t=19.5&turn=4")
    sound_at(page, 19.5)
    expect(page.locator("#turn-4")).to_have_attribute("aria-current", "true")
    page.evaluate("document.querySelector('audio').play = async () => {}")  # it stays where it is
    for key, place in (
        ("ArrowRight", 24.5), ("]", 25.08), ("]", 0.3), ("[", 25.08), ("[", 18.95), ("ArrowLeft", 13.95),
    ):  # fmt: skip
        page.keyboard.press(key)
        sound_at(page, place)
    page.get_by_role("tab", name="Insights").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Metrics")).to_be_focused()
    expect(page.get_by_text("Longest silence")).to_be_visible()
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "0:30 of 0:30")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_search_counts_and_goes_from_hit_to_hit(opened: Page) -> None:
    opened.keyboard.press("/")
    opened.keyboard.type("thank")
    expect(opened.get_by_text("1 of 3")).to_be_visible()
    opened.keyboard.press("Enter")
    opened.keyboard.press("Enter")
    expect(opened.get_by_text("2 of 3")).to_be_visible()
    opened.get_by_label("Search the transcript").fill("(never said")
    expect(opened.get_by_text("Nothing found")).to_be_visible()


def test_one_speaker_can_be_left_out(opened: Page) -> None:
    group = opened.get_by_role("group", name="Speakers shown")
    group.get_by_role("button", name="Customer").click()
    expect(opened.locator(".turn.agent").first).to_be_visible()
    expect(opened.locator(".turn.customer").first).to_be_hidden()


def test_the_history_tells_analyses_attempts_and_changes(opened: Page) -> None:
    tab(opened, "History")
    panel = opened.get_by_role("tabpanel")
    for text in ("2. support@2", "1. support@1", "Attempt 2", "Run again", "Metadata order, team"):
        expect(panel.get_by_text(text).first).to_be_visible()
    panel.get_by_role("button", name="Show differences").click()
    expect(panel.locator("ins", has_text="No.")).to_be_visible()
    expect(panel.locator("dt", has_text="Resolved")).to_have_count(0)


def test_transcript_and_row_are_downloaded(opened: Page, tmp_path: Path) -> None:
    for label, words in (("Transcript as SRT", "00:00:07,200"), ("This call as CSV", "Robert")):
        opened.get_by_role("button", name="Download").click()
        with opened.expect_download() as download:
            opened.get_by_role("button", name=label).click()
        download.value.save_as(tmp_path / "saved")
        assert words in (tmp_path / "saved").read_text("utf-8")


def test_a_failed_call_says_what_happened_and_goes_on_without_paying_again(
    page: Page, served: ServedPage
) -> None:
    refused = ProviderRefusedError("The provider refused the request (unsupported_value).")
    call_id = a_failed_call(served, refused)
    paid = served.transcriber.paid_requests
    page.goto(f"call.html?id={call_id}")
    expect(page.get_by_role("heading", name="This call failed at “Analyze”")).to_be_visible()
    expect(page.get_by_text("Paid so far: $0.0037")).to_be_visible()
    link = page.get_by_role("link", name="Open the run in Prefect").first
    expect(link).to_have_attribute("href", re.compile("^http://127.0.0.1:4200/runs/flow-run/"))
    page.get_by_role("button", name="Resume from the failed step").click()
    expect(page.locator(".status").first).to_contain_text("Completed")
    expect(page.get_by_role("heading", name="Summary")).to_be_visible()
    assert served.transcriber.paid_requests == paid


def test_a_call_with_bad_audio_asks_for_another_recording(
    page: Page, served: ServedPage, finished: str
) -> None:
    silent = Failure(step="fetch_audio", code="recording_silent", message="Nobody is to be heard.")
    call_id = a_copy_of(served, finished, status=Status.FAILED, failure=silent)
    page.goto(f"call.html?id={call_id}")
    link = page.get_by_role("link", name="Replace the recording")
    expect(link).to_have_attribute("href", f"index.html?replace={call_id}")


def test_a_running_call_tells_its_step_and_shows_its_content_without_a_reload(
    page: Page, served: ServedPage
) -> None:
    served.transcriber.hold()
    call_id = an_uploaded_call(served)
    try:
        wait_for(served, call_id, Status.TRANSCRIBING)
        page.goto(f"call.html?id={call_id}")
        running = page.locator(".stepper [aria-current=step]")
        expect(running).to_contain_text(re.compile(r"Transcribe.*\d+(\.\d)? s"))
    finally:
        served.transcriber.release()
    expect(page.locator("#turn-1")).to_be_visible()
    expect(page.locator(".stepper")).to_have_count(0)


def test_a_person_changes_a_call_and_analyzes_it_with_another_version(
    page: Page, served: ServedPage
) -> None:
    call_id = an_uploaded_call(served, metadata={"customer": "Zoë"})
    wait_for(served, call_id, Status.COMPLETED)
    page.goto(f"call.html?id={call_id}")
    page.get_by_role("button", name="Edit metadata").click()
    page.get_by_label("Value of customer").fill("Ada")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".facts")).to_contain_text("Ada")
    page.get_by_role("button", name="Swap roles").click()
    expect(page.locator("#turn-1 b")).to_have_text("Customer")
    page.get_by_text("The transcript has changed").wait_for()
    page.get_by_role("button", name="Re-analyze").first.click()
    dialog = page.get_by_role("dialog", name="Re-analyze")
    expect(dialog).to_contain_text("The analysis is paid again; the transcript is kept.")
    dialog.get_by_label("Profile").select_option("support")
    dialog.get_by_label("Version").select_option("2")
    dialog.get_by_role("button", name="Re-analyze").click()
    expect(page.locator(".facts")).to_contain_text("support@2")
    expect(page.get_by_text("The transcript has changed")).to_have_count(0)
    stored = wait_for(served, call_id, Status.COMPLETED, attempt=2)
    assert [one.profile_version for one in stored.analyses] == [1, 2]

    tab(page, "Processing")
    page.get_by_role("button", name="Re-run from here: Transcribe").click()
    dialog = page.get_by_role("dialog", name="Run the call again")
    expect(dialog.get_by_label("From the transcription")).to_be_checked()
    assert served.transcriber.paid_requests
    dialog.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/index.html")
    gone = served.do(served.world.calls.get(call_id))
    assert gone is None or gone.erased_at is not None


def test_a_call_nobody_knows_is_told_plainly(page: Page) -> None:
    page.goto("call.html?id=nothing")
    expect(page.get_by_role("heading", name="There is no call with this id")).to_be_visible()


def test_no_field_of_a_call_becomes_markup(page: Page, served: ServedPage, finished: str) -> None:
    page.goto(f"call.html?id={a_hostile_call(served, finished, PAYLOAD)}")
    expect(page.locator("h1")).to_have_text(PAYLOAD)
    for name in TABS:
        tab(page, name)
        expect(page.get_by_role("tabpanel")).to_be_visible()
        assert page.locator("main img, main script, a[href^=javascript]").count() == 0
    assert page.evaluate("window.hacked") is None


def test_three_hours_open_and_are_searched(page: Page, served: ServedPage, finished: str) -> None:
    said = [
        Line(
            at % 2,
            f"turn{at} and thirteen more words that somebody says so that it fills a line",
            at * 5.4,
            at * 5.4 + 4,
        )
        for at in range(2000)
    ]
    page.goto(f"call.html?id={a_call_saying(served, finished, said)}")
    expect(page.locator(".turn")).to_have_count(2000)
    assert page.evaluate("document.querySelectorAll('*').length") < 40_000
    page.get_by_label("Search the transcript").fill("turn1989")
    page.keyboard.press("Enter")
    expect(page.locator("#turn-1990")).to_be_in_viewport()


def test_the_rules_of_accessibility_hold(opened: Page) -> None:
    tabs = [lambda name=name: tab(opened, name) for name in TABS]

    def dialog() -> None:
        opened.keyboard.press("Escape")
        opened.get_by_role("button", name="Re-run from…").click()

    assert violations_in_every_look(opened, [*tabs, dialog]) == []
