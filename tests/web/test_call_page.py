"""The page of one call, in a real browser over answers the tests write."""

import re
from collections.abc import Callable
from functools import partial

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.axe import violations
from tests.web.call_stub import CALL_ID, StubbedCall, a_call, a_transcript, a_wav, an_analysis
from tests.web.served import ServedPage

Stubs = Callable[..., StubbedCall]
PAYLOAD = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"


SOUND_PLACE = """() => {
  const sound = document.querySelector("audio");
  return sound && sound.readyState > 0 && !sound.seeking ? sound.currentTime : null;
}"""


@pytest.fixture
def stubbed(page: Page, served: ServedPage) -> Callable[..., StubbedCall]:
    """Make a call whose sound comes from where the policy of the page lets it come from."""
    return partial(StubbedCall, page, served.world.recordings.link_origin)


def _sound_at(page: Page, seconds: float) -> None:
    """Wait until the sound is there; the page's policy forbids Playwright's own waiting."""
    for _ in range(100):
        place = page.evaluate(SOUND_PLACE)
        if place is not None and abs(place - seconds) < 0.3:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"The sound is at {place}, not at {seconds}.")


def _still(page: Page) -> None:
    """Let the sound stay where it is put."""
    _sound_at(page, 0)
    page.evaluate("document.querySelector('audio').play = async () => {}")


def test_a_claim_leads_the_sound_to_its_turn(page: Page, stubbed: Stubs) -> None:
    stubbed(a_call()).open()
    _still(page)
    page.get_by_role("button", name="Play from 0:40").last.click()
    _sound_at(page, 40)
    expect(page.locator("#turn-9")).to_have_attribute("aria-current", "true")
    expect(page.locator("#turn-9")).to_be_in_viewport()
    assert "turn=9" in page.url
    expect(page.get_by_text("unverified")).to_be_visible()


def test_a_deep_link_opens_at_its_place(page: Page, stubbed: Stubs) -> None:
    stubbed(a_call()).open(t="31.5", turn="7")
    _sound_at(page, 31.5)
    expect(page.locator("#turn-7")).to_have_attribute("aria-current", "true")


def test_search_counts_and_goes_from_hit_to_hit(page: Page, stubbed: Stubs) -> None:
    stubbed(a_call()).open()
    page.keyboard.press("/")
    page.keyboard.type("x2")
    expect(page.get_by_text("1 of 12")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 of 12")).to_be_visible()
    page.get_by_label("Search the transcript").fill("(never said")
    expect(page.get_by_text("Nothing found")).to_be_visible()


def test_one_speaker_can_be_left_out(page: Page, stubbed: Stubs) -> None:
    stubbed(a_call()).open()
    group = page.get_by_role("group", name="Speakers shown")
    group.get_by_role("button", name="Customer").click()
    expect(page.locator(".turn.agent").first).to_be_visible()
    expect(page.locator(".turn.customer").first).to_be_hidden()


def test_an_unanswered_question_says_why(page: Page, stubbed: Stubs) -> None:
    stubbed(a_call()).open()
    expect(page.get_by_text("Not answered: not said")).to_be_visible()


def test_a_failed_call_says_what_happened_and_is_resumed(page: Page, stubbed: Stubs) -> None:
    failure = {"step": "transcribe", "code": "provider_down", "message": "It did not answer."}
    call = a_call(status="Failed", failure=failure, transcript=None, analysis=None)
    stub = stubbed(call)
    stub.open()
    expect(page.get_by_role("heading", name=re.compile("failed at"))).to_be_visible()
    expect(page.get_by_text("Paid so far: $0.0123")).to_be_visible()
    page.get_by_role("button", name="Resume from the failed step").click()
    expect(page.get_by_text("The call is queued again.")).to_be_visible()
    assert stub.sent == [("POST", "/reruns", {"from": "persist"})]


def test_a_paid_step_is_run_again_only_after_asking(page: Page, stubbed: Stubs) -> None:
    stub = stubbed(a_call())
    stub.open()
    page.get_by_role("tab", name="Processing").click()
    page.get_by_role("button", name=re.compile("Re-run from here: Analyze")).click()
    expect(page.get_by_role("dialog")).to_contain_text("The analysis is paid again")
    assert stub.sent == []
    page.get_by_role("button", name="Run again").click()
    expect(page.get_by_text("The call is queued again.")).to_be_visible()
    assert stub.sent == [("POST", "/reruns", {"from": "analyze"})]


def test_a_call_nobody_knows_is_told_plainly(page: Page, stubbed: Stubs) -> None:
    stub = stubbed(a_call())
    stub.page.goto("call.html?id=nothing")
    expect(page.get_by_role("heading", name="There is no call with this id")).to_be_visible()


def test_no_field_of_a_call_becomes_markup(page: Page, stubbed: Stubs) -> None:
    transcript = a_transcript()
    for turn in transcript["turns"]:
        turn.update(speaker=PAYLOAD, role=None, text=PAYLOAD, words=[])
    analysis = an_analysis(
        answers={PAYLOAD: {PAYLOAD: PAYLOAD}, "claim": {"text": PAYLOAD, "quote": PAYLOAD}},
        keyword_hits=[{"topic": PAYLOAD, "phrase": PAYLOAD, "turn_ids": [1]}],
        checks=[{"name": PAYLOAD, "passed": False}],
    )
    failure = {"step": "persist", "code": PAYLOAD, "message": PAYLOAD, "hint": PAYLOAD}
    call = a_call(
        file_name=PAYLOAD,
        metadata={"customer": PAYLOAD, "agent": PAYLOAD},
        profile_id=PAYLOAD,
        flags=[PAYLOAD],
        analysis=analysis,
        metrics={"talk_time_seconds": {PAYLOAD: 1}},
        status="Failed",
        failure=failure,
        run_url="javascript:window.hacked=1",
    )
    stub = stubbed(call, transcript)
    line = {"at": "2026-11-23T12:00:00Z", "actor": {"name": PAYLOAD}, "action": PAYLOAD}
    stub.more["/audit"] = {"lines": [line]}
    version = {"id": PAYLOAD, "profile_id": PAYLOAD, "profile_version": 1, "model": PAYLOAD}
    stub.more["/analyses"] = {"analyses": [version, version]}
    stub.open()
    for tab in ("Metrics", "History", "Processing", "Insights"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tabpanel")).to_be_visible()
        expect(page.get_by_text("Loading…")).to_have_count(0)
        assert page.locator("main img, main script, a[href^=javascript]").count() == 0
    assert page.evaluate("window.hacked") is None


def test_the_keyboard_is_enough(page: Page, stubbed: Stubs) -> None:
    stubbed(a_call()).open()
    _still(page)
    page.keyboard.press("ArrowRight")
    _sound_at(page, 5)
    page.keyboard.press("]")
    _sound_at(page, 0)
    page.keyboard.press("]")
    _sound_at(page, 15)
    page.keyboard.press("[")
    _sound_at(page, 0)
    page.get_by_role("tab", name="Insights").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Metrics")).to_be_focused()
    expect(page.get_by_text("not known: both speakers are on one channel")).to_be_visible()
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "1:00 of 1:00")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_three_hours_open_and_scroll(page: Page, stubbed: Stubs) -> None:
    stub = stubbed(a_call(), a_transcript(turns=2000, seconds=5.4, words=14))
    stub.open()
    expect(page.locator(".turn")).to_have_count(2000)
    assert page.evaluate("document.querySelectorAll('*').length") < 40_000
    page.get_by_label("Search the transcript").fill("word1990x3")
    page.keyboard.press("Enter")
    expect(page.locator("#turn-1990")).to_be_in_viewport()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1360), ("dark", 1360), ("dark", 375)])
def test_the_rules_of_accessibility_hold(
    page: Page, stubbed: Stubs, scheme: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
    stubbed(a_call(analysis_stale=True, flags=["stale"])).open()
    assert violations(page) == []
    for tab in ("Metrics", "History", "Processing") if scheme == "light" else ("Processing",):
        page.get_by_role("tab", name=tab).click()
        assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_finished_call_shows_its_content_without_a_reload(page: Page, stubbed: Stubs) -> None:
    stub = stubbed(a_call(status="Analyzing", transcript=None, analysis=None))
    done = a_call(updated_at="2026-11-23T12:06:00Z")
    event = f'event: call\nid: 1\ndata: {{"call_id": "{CALL_ID}", "status": "Completed"}}\n\n'

    def told(route: Route) -> None:
        stub.call = done
        route.fulfill(body=event, headers={"Content-Type": "text/event-stream"})

    page.route("**/calls/events?*", told)
    stub.open()
    expect(page.locator("#turn-1")).to_be_visible()


def test_an_uploaded_call_is_shown_and_heard_as_the_api_tells_it(
    page: Page, served: ServedPage
) -> None:
    body = a_wav()
    with httpx.Client(base_url=served.url) as api:
        call_id = api.post("/calls", json={}).json()["call_id"]
        query = {"fileName": "real.wav", "contentType": "audio/wav", "sizeBytes": str(len(body))}
        link = api.get(f"/calls/{call_id}/upload-url", params=query).json()
        httpx.put(link["url"], headers=link["headers"], content=body).raise_for_status()
        for _ in range(200):
            if api.get(f"/calls/{call_id}").json()["status"] == "Completed":
                break
            page.wait_for_timeout(100)
    page.goto(f"call.html?id={call_id}")
    expect(page.locator(".status")).to_contain_text("Completed")
    expect(page.locator("#turn-1")).to_be_visible()
    _sound_at(page, 0)
