"""Answers put right on the call page: beside what the model said, and part of the golden set."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Page, expect

from tests.web.axe import violations_in_every_look
from tests.web.served import ServedPage


@pytest.fixture
def insights(page: Page, served: ServedPage, finished: str) -> Generator[Page]:
    page.goto(f"call.html?id={finished}")
    page.get_by_role("button", name="Put right: Summary").wait_for()
    yield page
    served.do(served.world.golden_store.erase_labels(finished))


def _labels(served: ServedPage, call_id: str) -> list[tuple[str, object, str]]:
    labels = served.do(served.world.golden_store.labels_of(call_id))
    return [(label.pointer, label.expected, label.reason) for label in labels]


def test_an_answer_is_put_right_beside_what_the_model_said_and_taken_back(
    insights: Page, served: ServedPage, finished: str
) -> None:
    summary = insights.locator("section", has=insights.get_by_role("heading", name="Summary"))
    said = summary.locator("p").first.inner_text()
    insights.get_by_role("button", name="Put right: Summary").click()
    dialog = insights.get_by_role("dialog")
    dialog.get_by_label("What it should have been").fill("A month was paid twice.")
    dialog.get_by_label("Why").fill("Nothing was cancelled.")
    dialog.get_by_role("button", name="Save").click()
    expect(insights.get_by_text("The correction is saved.")).to_be_visible()
    expect(summary).to_contain_text("A month was paid twice.")
    expect(summary).to_contain_text("Nothing was cancelled.")
    expect(summary.locator("p").first).to_have_text(said)
    assert _labels(served, finished) == [
        ("/summary", "A month was paid twice.", "Nothing was cancelled.")
    ]
    change = insights.get_by_role("button", name="Change the correction: Summary")
    assert violations_in_every_look(insights, [(".side", change.wait_for)]) == []
    summary.get_by_role("button", name="Take back: Summary").click()
    expect(insights.get_by_text("The correction is taken back.")).to_be_visible()
    assert _labels(served, finished) == []


def test_that_the_call_does_not_tell_is_a_correction_too(
    insights: Page, served: ServedPage, finished: str
) -> None:
    insights.get_by_role("button", name="Put right: Summary").click()
    dialog = insights.get_by_role("dialog")
    dialog.get_by_label("The call does not tell").check()
    expect(dialog.get_by_label("What it should have been")).to_be_hidden()
    dialog.get_by_label("Why").fill("It ends too early.")
    dialog.get_by_role("button", name="Save").click()
    expect(insights.get_by_text("The call does not tell.", exact=True)).to_be_visible()
    assert _labels(served, finished) == [("/summary", None, "It ends too early.")]


def test_each_part_of_an_answer_has_a_control_of_its_own(
    insights: Page, served: ServedPage, finished: str
) -> None:
    insights.get_by_role("button", name="Put right: Promises").click()
    dialog = insights.get_by_role("dialog")
    promises = dialog.get_by_role("group", name="What it should have been")
    expect(promises.get_by_label("Text")).to_have_count(2)
    expect(promises.get_by_label("Turn ids")).to_have_count(0)  # code finds the turns by the words
    promises.get_by_role("button", name="Remove").last.click()
    promises.get_by_role("button", name="Add a claim").click()
    promises.get_by_label("Text").last.fill("A call back")
    promises.get_by_label("Quote").last.fill("I will call you.")
    promises.get_by_role("button", name="Add a claim").click()  # left empty, it is none
    dialog.get_by_label("Why").fill("The letter was not promised.")
    dialog.get_by_role("button", name="Save").click()
    expect(insights.get_by_text("The correction is saved.")).to_be_visible()
    ((pointer, expected, _),) = _labels(served, finished)
    assert (pointer, expected) == (
        "/promises",
        [
            {
                "text": "A refund of forty dollars this week",
                "quote": "We will refund forty dollars this week.",
            },
            {"text": "A call back", "quote": "I will call you."},
        ],
    )
    card = insights.locator("section", has=insights.get_by_role("heading", name="Promises"))
    expect(card.locator(".correction blockquote").last).to_have_text("I will call you.")
    insights.get_by_role("button", name="Put right: Politeness").click()
    parts = insights.get_by_role("dialog").get_by_role("group")
    parts.get_by_label("Score").fill("two")
    insights.get_by_role("dialog").get_by_label("Why", exact=True).last.fill("Interrupts often.")
    insights.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(insights.get_by_text("This is no number.")).to_be_visible()
    expect(insights.get_by_role("alert")).to_have_text(
        "What it should have been has a number that is none."
    )
    parts.get_by_label("Score").fill("2")
    insights.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(insights.get_by_role("dialog")).to_have_count(0)
    politeness = {pointer: expected for pointer, expected, _ in _labels(served, finished)}
    assert politeness["/politeness"] == {
        "score": 2,
        "why": "Greets, apologises, offers more help",
        "turn_ids": [1, 6],
    }
