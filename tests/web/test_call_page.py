"""The page of one call, in a real browser over the real API and what it really stored."""

import asyncio
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.axe import Shown, violations_in_every_look
from tests.web.calls_in_the_world import (
    a_call_saying,
    a_copy_of,
    a_hostile_call,
    an_analysis_with,
    an_imported_call,
)
from tests.web.conftest import SIZES
from tests.web.finished_page import FinishedPage, sound_at, tab
from tests.web.served import ServedPage
from tests.web.spoken import Line

PAYLOAD = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"
CHOSEN_WORDS = "[...(CSS.highlights.get('chosen') ?? [])].map(String).join()"
SPOKEN_WORD = "[...(CSS.highlights.get('spoken') ?? [])].map(String).join()"
TABS = ("Insights", "Ask", "Metrics", "History", "Processing")


def _answered(document: dict[str, Any], route: Route) -> None:
    route.fulfill(json=document)


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
        page.set_default_timeout(30_000)
        page.goto(f"call.html?id={finished}")
        return page

    return finished_page.opened(make)


def test_a_claim_leads_the_sound_to_its_turn_and_the_words_follow(opened: Page) -> None:
    opened.get_by_role("button", name="Play from 0:20").click()
    sound_at(opened, 20.71)
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
    expect(opened.get_by_text("unverified: these words are not said there")).to_be_visible()
    expect(opened.get_by_text("Not borne out by the call")).to_be_visible()


def test_a_claim_shows_its_whole_turn_and_its_words_before_anything_plays(
    page: Page, served: ServedPage, finished: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    said = [Line(at % 2, "long " * 60 + f"end{at}", at * 3.5, at * 3.5 + 5) for at in range(8)]
    claim = {"text": "It ends", "turn_ids": [5], "start": 18.92, "end": 19}
    quote = {"text": "It says so", "turn_ids": [5], "quote": "long end4"}
    call_id = a_call_saying(
        served, finished, said, analysis=an_analysis_with({"end": claim, "also": quote})
    )
    page.goto(f"call.html?id={call_id}")
    sound_at(page)
    page.evaluate("document.querySelector('audio').play = async () => {}")
    page.get_by_role("tabpanel").get_by_role("button", name="Play from 0:18").click()
    # The next speaker has begun already: the present turn is nevertheless the claim's.
    turn = page.locator("#turn-5")
    expect(turn).to_have_attribute("aria-current", "true")
    expect(turn.locator(".turn-head")).to_be_in_viewport(ratio=1)
    assert page.evaluate(CHOSEN_WORDS) == "end4"
    shown, header = turn.locator(".turn-head").bounding_box(), page.locator(".top").bounding_box()
    assert shown is not None
    assert header is not None
    assert shown["y"] >= header["y"] + header["height"]
    page.get_by_role("tabpanel").get_by_role("button", name="Play from 0:14").click()
    assert page.evaluate(CHOSEN_WORDS) == "long end4"


def test_a_deep_link_opens_at_its_place_and_the_keyboard_is_enough(
    page: Page, finished: str
) -> None:
    page.goto(f"call.html?id={finished}&t=19.5&turn=4")
    sound_at(page, 19.5)
    expect(page.locator("#turn-4")).to_have_attribute("aria-current", "true")
    page.evaluate("document.querySelector('audio').play = async () => {}")  # it stays where it is
    for key, place in (
        ("ArrowRight", 24.5), ("]", 25.08), ("]", 0.3), ("[", 25.08), ("[", 20.71), ("ArrowLeft", 15.71),
    ):  # fmt: skip
        page.keyboard.press(key)
        sound_at(page, place)
    page.get_by_role("tab", name="Insights").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Metrics")).to_be_focused()
    expect(page.get_by_text("Longest silence")).to_be_visible()
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "0:30 of 0:30")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_a_call_that_came_as_a_transcript_offers_nothing_it_does_not_have(
    page: Page, served: ServedPage, finished: str
) -> None:
    page.goto(f"call.html?id={an_imported_call(served, finished)}")
    expect(page.get_by_text("there is no recording to play")).to_be_visible()
    expect(page.get_by_role("group", name="Player")).to_have_count(0)
    expect(page.get_by_role("button", name="Swap roles")).to_have_count(0)
    page.get_by_role("button", name="Play from 0:01").first.click()
    expect(page.locator("#turn-1")).to_have_attribute("aria-current", "true")
    tab(page, "Processing")
    expect(page.get_by_role("button", name="Raw answer of the provider")).to_have_count(0)


def test_a_draft_fails_nobody(page: Page, served: ServedPage, finished: str) -> None:
    checks = [
        {"name": "greeting", "passed": True, "turn_ids": [1]},
        {"name": "farewell", "passed": False, "turn_ids": []},
    ]
    topic = {"id": "wrong_bill", "label": "Wrong bill", "path": ["billing", "wrong_bill"]}
    topics = {"topics": [{**topic, "confidence": 0.9, "turn_ids": [2]}]}
    draft = an_analysis_with(topics, quality="draft", checks=checks)
    page.goto(f"call.html?id={a_copy_of(served, finished, analysis=draft)}")
    expect(page.locator(".claim > p")).to_have_text(["Wrong bill", "Billing \u203a Wrong bill"])
    expect(page.locator(".verdict")).to_have_text(["Heard", "Not heard"])
    expect(page.locator(".verdict.bad, .call-top .chip.bad")).to_have_count(0)
    expect(page.get_by_text("A draft is no evidence")).to_be_visible()


def test_the_timeline_is_clicked_and_dragged(opened: Page) -> None:
    box = opened.get_by_role("slider").bounding_box()
    assert box is not None
    opened.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30)
    opened.mouse.down()
    sound_at(opened, 15.26)
    opened.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 30)
    opened.mouse.up()
    sound_at(opened, 22.9)
    expect(opened.locator("#turn-4")).to_have_attribute("aria-current", "true")


def test_search_counts_and_goes_from_hit_to_hit(opened: Page) -> None:
    opened.keyboard.press("/")
    opened.keyboard.type("thank")
    expect(opened.get_by_text("1 of 3")).to_be_visible()
    pointed = opened.locator(".turn.pointed")
    expect(pointed).to_contain_text("thank", ignore_case=True)
    expect(pointed).to_be_in_viewport(ratio=1)
    first = pointed.get_attribute("id")
    opened.keyboard.press("Enter")
    opened.keyboard.press("Enter")
    expect(opened.get_by_text("2 of 3")).to_be_visible()
    expect(pointed).to_have_attribute("aria-current", "true")
    assert opened.evaluate("[...CSS.highlights.get('pointed')].length") == 1
    assert pointed.get_attribute("id") != first
    opened.get_by_label("Search the transcript").fill("(never said")
    expect(opened.get_by_text("Nothing found")).to_be_visible()
    expect(pointed).to_have_count(0)


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
    panel.get_by_role("button", name="Show 1. support@1").click()
    expect(panel).to_contain_text("The customer was charged twice for one month.")
    panel.get_by_role("button", name="Show the present one").click()
    expect(panel).to_contain_text("A double charge; $40 are refunded.")


def test_a_comparison_leaves_out_what_neither_answers_and_leads_to_keywords(
    page: Page, served: ServedPage, finished: str
) -> None:
    def hits(*turns: int) -> list[dict[str, object]]:
        return [{"topic": "money_back", "phrase": "refund", "turn_ids": turns}]

    call = served.do(served.world.calls.get(finished))
    assert call is not None
    made = [
        an_analysis_with({"summary": None, "topic": "Refund"}, keyword_hits=hits(1)),
        an_analysis_with({"next": None, "topic": "Invoice"}, keyword_hits=hits(1, 4)),
    ]
    for entry, analysis in zip(call.analyses, made, strict=True):
        page.route(f"**/analyses/{entry.id}", partial(_answered, analysis))
    page.goto(f"call.html?id={finished}")
    tab(page, "History")
    page.get_by_role("button", name="Show differences").click()
    shown = page.locator(".differences")
    expect(shown.locator("dt")).to_have_text(["Topic", "Keyword “refund”"])
    expect(page.get_by_text("Left out: 2 fields that are answered in neither")).to_be_visible()
    shown.get_by_role("button", name="Play from 0:18").click()
    expect(page.locator("#turn-4")).to_have_attribute("aria-current", "true")


def test_metrics_are_told_by_speaker_and_unknown_ones_say_why(
    page: Page, served: ServedPage, finished: str
) -> None:
    found = {
        "interruptions": None,
        "overlap_seconds": None,
        "hold_candidates": 0,
        "words_per_minute": {"agent": 140.5, "customer": None},
        "unavailable": {
            "interruptions": "mono",
            "overlap_seconds": "mono",
            "words_per_minute.customer": "short_talk",
        },
    }
    page.goto(f"call.html?id={a_copy_of(served, finished, metrics=found)}")
    tab(page, "Metrics")
    panel = page.get_by_role("tabpanel")
    for text in (
        "Agent: 141",
        "Customer: not known (less than 10 s of talk)",
        "Not known (both speakers are on one channel): interruptions, talking at the same time.",
        "Not known (the call is older than this number, a re-run from persist adds it): turns,",
    ):
        expect(panel.get_by_text(text)).to_be_visible()
    expect(panel.get_by_text("Silences of 10 s or more").locator("+ dd")).to_have_text("0")


def test_transcript_row_and_the_providers_answer_are_downloaded(
    opened: Page, tmp_path: Path
) -> None:
    def saved(name: str) -> str:
        with opened.expect_download() as download:
            opened.get_by_role("button", name=name).click()
        download.value.save_as(tmp_path / "saved")
        return (tmp_path / "saved").read_text("utf-8")

    for label, words in (("Transcript as SRT", "00:00:07,200"), ("This call as CSV", "Robert")):
        opened.get_by_role("button", name="Download").click()
        assert words in saved(label)
    tab(opened, "Processing")
    assert "There is a mistake on my invoice" in saved("Raw answer of the provider")


def test_who_may_only_read_finds_nothing_to_change(page: Page, finished: str) -> None:
    # Nobody signs in here, so who asks may do everything: only this answer is another one.
    reader = {"kind": "key", "name": "reader", "scopes": ["read"], "auth": "required"}
    page.route("**/me", lambda route: route.fulfill(json=reader))
    page.goto(f"call.html?id={finished}")
    expect(page.locator(".call-top .tools .button")).to_have_text(["Download"])
    tab(page, "Processing")
    expect(page.get_by_text("reused, nothing paid").first).to_be_visible()
    expect(page.get_by_role("tabpanel").get_by_role("button")).to_have_count(0)


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
            f"turn{at} and five more words",
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
    first, *others = [partial(tab, opened, name) for name in TABS]
    rerun = opened.get_by_role("button", name="Re-run from…")
    shown: Shown = [(None, first), *((".side", other) for other in others), ("dialog", rerun.click)]
    assert violations_in_every_look(opened, shown) == []
