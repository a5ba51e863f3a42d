"""What is done with many calls at once, and lists as files."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from callinsight.domain.call import Call, Failure
from callinsight.domain.status import Status
from tests.builders import a_profile
from tests.web.listed_calls import a_listed_call, told
from tests.web.served import ServedPage
from tests.web.stored_calls import Shelf, row_of, rows_of

BROKEN = Failure(step="analyze", code="model_refused", message="The model refused.")


@pytest.fixture
def shelf(served: ServedPage) -> Shelf:
    return Shelf(served)


def select(page: Page, *calls: Call) -> Locator:
    """Select the calls; returns the bar of what can be done with them."""
    for call in calls:
        row_of(page, call).get_by_role("checkbox").check()
    return page.get_by_role("region", name="Selected calls")


def test_failed_calls_are_run_again_and_the_list_says_which_could_not_be(
    page: Page, shelf: Shelf
) -> None:
    failed = shelf.holds(status=Status.FAILED, failure=BROKEN)
    unsent = shelf.holds(1, status=Status.UPLOADING, recording=None, file_name="unsent.wav")
    page.goto(shelf.address)
    select(page, failed, unsent).get_by_role("button", name="Re-run…").click()
    with page.expect_request(f"**/{failed.call_id}/reruns") as asked:
        page.get_by_role("button", name="Re-run", exact=True).click()
    assert asked.value.post_data_json == {"from": "persist"}
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("1 of 2 calls could not be changed")
    expect(alert).to_contain_text("The call has no recording yet")
    expect(page.get_by_text("1 call started again.")).to_be_visible()
    expect(page.get_by_text("1 selected")).to_be_visible()
    # Its audio is in no bucket: the run ends at once, and the list follows it to that end.
    expect(row_of(page, failed)).to_contain_text("Failed")
    expect(row_of(page, failed)).not_to_contain_text("The model refused.")


def test_the_question_before_a_rerun_says_how_many_calls_need_another_file(page: Page) -> None:
    silent = {"step": "fetch_audio", "code": "recording_silent", "message": "", "hint": ""}
    failures = [
        {**silent, "retryable": False},
        {**silent, "retryable": True},
        {**silent, "step": "analyze", "retryable": False},
    ]
    told(page, [a_listed_call(status="Failed", failure=failure) for failure in failures])
    page.goto("index.html")
    page.get_by_label("Select all shown").check()
    page.get_by_role("button", name="Re-run…").click()
    dialog = page.get_by_role("dialog", name="Re-run 3 calls")
    expect(dialog).to_contain_text("1 of 3 calls needs another file instead")


def test_calls_are_analyzed_again_with_the_version_that_was_chosen(
    page: Page, served: ServedPage, shelf: Shelf
) -> None:
    store = served.world.profile_store
    for version in (1, 2):
        served.do(store.add(a_profile("billing", version, name="Billing")))
    served.do(store.make_current("billing", 2))
    calls = shelf.holds_many([{"minutes": at} for at in range(2)])
    page.goto(shelf.address)
    select(page, *calls).get_by_role("button", name="Re-analyze…").click()
    dialog = page.get_by_role("dialog", name="Re-analyze 2 calls")
    dialog.get_by_label("Profile").select_option("billing")
    expect(dialog.get_by_label("Version")).to_contain_text("Version 2 (current)")
    dialog.get_by_label("Version").select_option("1")
    dialog.get_by_role("button", name="Re-analyze").click()
    expect(page.get_by_text("2 calls queued to be analyzed again.")).to_be_visible()
    for call in calls:
        expect(row_of(page, call)).to_contain_text("billing@1")


def test_deleting_many_asks_first_and_tells_which_it_could_not(page: Page, shelf: Shelf) -> None:
    calls = shelf.holds_many([{"minutes": at} for at in range(4)])
    page.goto(shelf.address)
    row_of(page, calls[0]).get_by_role("checkbox").click()
    row_of(page, calls[2]).get_by_role("checkbox").click(modifiers=["Shift"])
    # Stubbed: our API refuses no deletion unless somebody writes the call at the very moment.
    page.route(f"**/calls/{calls[1].call_id}", _refused)
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete 3 calls").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("1 of 3 calls could not be changed")
    expect(alert).to_contain_text(f"{shelf.customer}: The call is being changed.")
    expect(page.get_by_text("2 calls will be deleted.")).to_be_visible()
    expect(rows_of(page)).to_have_count(2)
    expect(row_of(page, calls[0])).to_have_count(0)


def _refused(route: Route) -> None:
    problem = {"status": 409, "code": "conflict", "detail": "The call is being changed."}
    route.fulfill(status=409, json=problem)


def test_the_filtered_list_is_saved_as_a_table_that_no_spreadsheet_takes_for_formulas(
    page: Page, shelf: Shelf, tmp_path: Path
) -> None:
    shelf.holds(file_name="=1+1.wav", metadata={"agent": "@SUM(A1)"})
    shelf.holds(1, status=Status.FAILED, failure=BROKEN)
    page.goto(f"{shelf.address}&status=Completed")
    expect(rows_of(page)).to_have_count(1)
    page.get_by_role("button", name="Export", exact=True).click()
    (row,) = csv.DictReader(saved(page, "CSV", tmp_path).read_text().splitlines())
    assert row["customer"] == shelf.customer
    assert (row["file_name"], row["agent"]) == ("'=1+1.wav", "'@SUM(A1)")


def test_the_selected_calls_are_saved_as_lines_of_json(
    page: Page, shelf: Shelf, tmp_path: Path
) -> None:
    calls = shelf.holds_many([{"minutes": at} for at in range(3)])
    page.goto(shelf.address)
    bar = select(page, calls[0], calls[2])
    bar.get_by_role("button", name="Export…").click()
    expect(page.get_by_text("The file holds 2 selected calls.")).to_be_visible()
    text = saved(page, "JSON lines", tmp_path).read_text()
    lines: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    assert {line["call_id"] for line in lines} == {calls[0].call_id, calls[2].call_id}


def saved(page: Page, kind: str, folder: Path) -> Path:
    """Save the file of a kind from the dialog that is open."""
    with page.expect_download() as download:
        page.get_by_role("button", name=kind).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file
