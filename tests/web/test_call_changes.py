"""What a person does with a call on its page: goes on, corrects, asks again, deletes."""

import re

import pytest
from playwright.sync_api import Page, expect

from callinsight.domain.call import Failure
from callinsight.domain.errors.provider import ProviderRefusedError
from callinsight.domain.evaluation import (
    CategoryResult,
    CriterionResult,
    Evaluation,
    ScorecardResult,
)
from callinsight.domain.status import Status
from tests.web.calls_in_the_world import (
    a_copy_of,
    a_failed_call,
    an_uploaded_call,
    wait_for,
)
from tests.web.finished_page import tab
from tests.web.served import ServedPage


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


@pytest.mark.parametrize("code", ["recording_silent", "rejected"])
def test_a_call_with_bad_audio_asks_for_another_recording(
    page: Page, served: ServedPage, finished: str, code: str
) -> None:
    silent = Failure(step="fetch_audio", code=code, message="Nobody is to be heard.")
    call_id = a_copy_of(served, finished, status=Status.FAILED, failure=silent)
    page.goto(f"call.html?id={call_id}")
    link = page.get_by_role("link", name="Replace the recording")
    expect(link).to_have_attribute("href", f"index.html?replace={call_id}")
    expect(page.locator(".outcome .primary")).to_have_text("Replace the recording")


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
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/index.html")
    erased = served.do(served.world.calls.get(call_id))
    assert erased is None or erased.erased_at is not None


def test_a_step_is_done_again_only_after_saying_what_is_paid(
    page: Page, served: ServedPage, finished: str
) -> None:
    call_id = a_copy_of(served, finished)
    page.goto(f"call.html?id={call_id}")
    tab(page, "Processing")
    page.get_by_role("button", name="Re-run from here: Transcribe").click()
    dialog = page.get_by_role("dialog", name="Run the call again")
    expect(dialog.get_by_label("From the transcription")).to_be_checked()
    expect(dialog).to_contain_text("Transcription and analysis are paid again.")
    dialog.get_by_role("button", name="Cancel").click()
    unchanged = served.do(served.world.calls.get(call_id))
    assert unchanged is not None
    assert unchanged.status is Status.COMPLETED


def test_a_running_call_is_cancelled_after_a_question(page: Page, served: ServedPage) -> None:
    served.transcriber.hold()
    call_id = an_uploaded_call(served)
    try:
        wait_for(served, call_id, Status.TRANSCRIBING)
        page.goto(f"call.html?id={call_id}")
        page.get_by_role("button", name="Cancel processing").click()
        page.get_by_role("dialog").get_by_role("button", name="Cancel processing").click()
        expect(page.get_by_text("The call was cancelled.")).to_be_visible()
        expect(page.get_by_role("button", name="Cancel processing")).to_have_count(0)
    finally:
        served.transcriber.release()


def test_a_person_puts_a_score_right_and_takes_it_back(
    page: Page, served: ServedPage, finished: str
) -> None:
    criterion = CriterionResult(name="greeting", weight=1, outcome="failed", turn_ids=(4,))
    evaluation = Evaluation(
        profile_id="support",
        profile_version=1,
        analysis_id="f1",
        quality="final",
        categories=(CategoryResult(name="refund", applies=None, reason="no_roles"),),
        scorecards=(ScorecardResult(name="quality", percent=0.0, criteria=(criterion,)),),
    )
    call_id = a_copy_of(served, finished, evaluation=evaluation)
    page.goto(f"call.html?id={call_id}")
    expect(page.get_by_text("Not known", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Quality: 0 %")).to_be_visible()
    page.get_by_role("button", name="Change Greeting").click()
    page.get_by_label("Outcome").select_option("passed")
    page.get_by_label("Reason").fill("She greets before the recording begins.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Quality: 100 %")).to_be_visible()
    expect(page.get_by_text("(computed: failed)")).to_be_visible()
    page.get_by_role("button", name="Change Greeting").click()
    expect(page.get_by_label("Outcome")).to_have_value("passed")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("heading", name="Quality: 0 %")).to_be_visible()
