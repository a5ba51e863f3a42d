"""What doing calls again will cost is told before it is done."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.web.axe import violations
from tests.web.listed_calls import a_listed_call, told

ESTIMATE = {"calls": 3, "usd": 0.42, "unknown": 0, "free": 0, "earlier_calls": 58}


def asked_about_three(page: Page, kind: str) -> Locator:
    """Ask to do three calls again; returns the question."""
    told(page, [a_listed_call(at) for at in range(3)])
    page.goto("index.html")
    page.get_by_label("Select all shown").check()
    page.get_by_role("button", name=f"{kind}…").click()
    return page.get_by_role("dialog", name=f"{kind} 3 calls")


def test_the_question_before_a_rerun_tells_the_cost_of_the_step_that_is_chosen(page: Page) -> None:
    def estimate(route: Route) -> None:
        free = '"persist"' in (route.request.post_data or "")
        route.fulfill(json={**ESTIMATE, "usd": 0.0, "free": 3} if free else ESTIMATE)

    page.route("**/estimates", estimate)
    dialog = asked_about_three(page, "Re-run")
    expect(dialog.get_by_role("status")).to_have_text("Free: nothing is paid.")
    page.keyboard.press("Tab")
    dialog.get_by_label("Go on where it stopped").focus()
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("status")).to_have_text("About $0.42 for 3 calls.")
    assert violations(page) == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"unknown": 1, "free": 1}, "About $0.42 for 2 calls, 1 of them free. What 1 more will"),
        ({"unknown": 3, "earlier_calls": 0}, "What it will cost is not known: no earlier call"),
        ({"unknown": 3}, "What it will cost is not known: the model has no known price."),
        (None, ""),
    ],
    ids=["some", "no earlier call", "no price", "no estimate"],
)
def test_what_is_not_known_is_said(page: Page, answer: dict[str, int] | None, words: str) -> None:
    page.route(
        "**/estimates",
        lambda route: route.fulfill(
            status=200 if answer else 503, json={**ESTIMATE, **(answer or {})}
        ),
    )
    dialog = asked_about_three(page, "Re-analyze")
    expect(dialog.get_by_label("Profile")).to_be_visible()
    if answer is None:
        expect(dialog.locator(".estimate")).to_be_hidden()
    else:
        expect(dialog.get_by_role("status")).to_contain_text(words)


def test_the_api_tells_the_cost_of_one_call(page: Page, finished: str) -> None:
    page.goto(f"call.html?id={finished}")
    page.get_by_role("button", name="Re-run from…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Go on where it stopped").check()
    expect(dialog.get_by_role("status")).to_have_text("Free: nothing is paid.")
    dialog.get_by_label("From the analysis").check()
    expect(dialog.get_by_role("status")).to_have_text(
        re.compile(r"^Less than \$0\.0001 for 1 call\.$")
    )
