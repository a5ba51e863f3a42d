"""The tab Ask of the call page: questions, their answers, and the words those rest on."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from callinsight.domain.transcript import Transcript
from tests.steps.test_call_questions import an_answer
from tests.web.axe import violations_in_every_look
from tests.web.finished_page import tab
from tests.web.served import ServedPage

QUOTED: dict[str, Any] = {
    "text": "A month was paid twice.",
    "said_by": "customer",
    "turn_ids": [2],
    "quote": "I paid twice for the same month.",
    "confidence": 0.9,
}


@pytest.fixture
def ask(page: Page, finished: str) -> Page:
    page.goto(f"call.html?id={finished}")
    tab(page, "Ask")
    return page


def _asked(page: Page, text: str) -> None:
    page.get_by_label("Ask about this call").fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=text)).to_be_visible()
    expect(page.get_by_text("Looking for it in the call")).to_have_count(0)


def test_an_answer_leads_to_its_words_and_is_there_for_the_next_one(
    ask: Page, served: ServedPage, finished: str
) -> None:
    said = next(turn for turn in _turns(served, finished) if turn.role == "customer")
    claim = {**QUOTED, "turn_ids": [said.id], "quote": said.text}
    served.language_model.answer_with(an_answer(claim, answer="A month was paid twice."))
    _asked(ask, "What was wrong with the invoice?")
    card = ask.locator("[data-state=answered]").first
    expect(card).to_contain_text("A month was paid twice.")
    expect(card.get_by_text("verified")).to_be_visible()
    card.get_by_role("button", name="Play from").first.click()
    expect(ask.locator(f"#turn-{said.id}")).to_have_attribute("aria-current", "true")
    expect(ask.get_by_label("Ask about this call")).to_have_value("")
    ask.reload()
    tab(ask, "Ask")
    expect(ask.get_by_role("heading", name="What was wrong with the invoice?")).to_be_visible()


def test_what_the_call_does_not_tell_and_what_no_word_supports_are_told_apart(
    ask: Page, served: ServedPage
) -> None:
    served.language_model.answer_with(an_answer(found=False, answer=None))
    _asked(ask, "Which car does the customer drive?")
    expect(ask.locator("[data-state=not_in_call]")).to_contain_text("Not in this call")
    made_up = {**QUOTED, "quote": "we will give you a new car tomorrow"}
    served.language_model.answer_with(an_answer(made_up, answer="A new car."))
    _asked(ask, "What did the agent promise?")
    card = ask.locator("[data-state=unsupported]")
    expect(card).to_contain_text("no word of the call supports it")
    expect(card.get_by_text("A new car.")).to_be_hidden()
    card.get_by_text("What it said").click()
    expect(card.get_by_text("A new car.")).to_be_visible()
    assert violations_in_every_look(ask, [(".side", card.wait_for)]) == []


def test_a_question_that_was_typed_stays_while_the_call_changes(
    ask: Page, served: ServedPage, finished: str
) -> None:
    ask.get_by_label("Ask about this call").fill("Half a ques")
    tab(ask, "Metrics")
    tab(ask, "Ask")
    expect(ask.get_by_label("Ask about this call")).to_have_value("Half a ques")


def _turns(served: ServedPage, call_id: str) -> Any:
    call = served.do(served.world.calls.get(call_id))
    assert call is not None
    assert call.transcript is not None
    body = served.do(served.world.artifacts.get(call.transcript.artifact))
    assert body is not None
    return Transcript.model_validate_json(body).turns
