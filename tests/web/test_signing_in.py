"""Who uses the page of an API that asks for a credential, in a real browser."""

from collections.abc import Generator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from callinsight.domain.access import Scope
from callinsight.domain.call import Failure
from callinsight.domain.status import Status
from tests.web.axe import violations
from tests.web.served import ServedPage
from tests.web.stored_calls import Shelf, row_of, rows_of

READS_ONLY = "Your key may only read: it cannot upload."
DROPPED = """() => {
  const held = new DataTransfer();
  held.items.add(new File(["a"], "a.wav", {type: "audio/wav"}));
  const event = (name) => new DragEvent(name, {dataTransfer: held, bubbles: true, cancelable: true});
  return ["dragover", "drop"].map((name) => !document.body.dispatchEvent(event(name)));
}"""
BAD = Failure(step="fetch_audio", code="recording_silent", message="Nobody is to be heard.")


@pytest.fixture(scope="module")
def guarded(served: ServedPage) -> Generator[str]:
    """The page of an API with the same calls that asks who one is."""
    with served.guarded() as url:
        yield f"{url}/web/"


def a_key(served: ServedPage, name: str, *scopes: Scope) -> tuple[str, str]:
    """A new key: its id and its text."""
    made = served.world.api_keys.create(name, frozenset(scopes), timedelta(days=1))
    key, text = served.do(made)
    return key.key_id, text


def sign_in(page: Page, text: str) -> None:
    dialog = page.get_by_role("dialog", name="Sign in")
    dialog.get_by_label("API key or token").fill(text)
    dialog.get_by_role("button", name="Sign in").click()


def test_a_wrong_key_is_told_and_a_right_one_shows_the_calls_until_one_signs_out(
    page: Page, served: ServedPage, guarded: str
) -> None:
    shelf = Shelf(served)
    call = shelf.holds()
    _, key = a_key(served, "Ana", Scope.WRITE)
    page.goto(guarded + shelf.address)
    dialog = page.get_by_role("dialog", name="Sign in")
    expect(dialog.get_by_label("API key or token")).to_be_focused()
    sign_in(page, f"{key[:-4]}0000")
    expect(dialog.get_by_role("alert")).to_contain_text("That key was not accepted")
    assert violations(page) == []
    sign_in(page, f" {key} ")
    expect(row_of(page, call)).to_be_visible()
    expect(page.get_by_text("Ana (")).to_be_visible()
    expect(page.get_by_role("button", name="Upload")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(dialog).to_contain_text("asks who you are")
    expect(rows_of(page)).to_have_count(0)
    assert page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]


def test_whoever_closes_the_dialog_is_asked_no_more_and_finds_back(
    page: Page, served: ServedPage, guarded: str
) -> None:
    _, key = a_key(served, "Ana", Scope.READ)
    page.goto(guarded)
    dialog = page.get_by_role("dialog", name="Sign in")
    dialog.wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_text("You are not signed in.")).to_be_visible()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Sign in").click()
    sign_in(page, key)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    expect(page.get_by_text("You are not signed in.")).to_have_count(0)


def test_who_may_only_read_is_offered_no_change(
    page: Page, served: ServedPage, guarded: str
) -> None:
    shelf = Shelf(served)
    call = shelf.holds(status=Status.FAILED, failure=BAD)
    _, key = a_key(served, "Reader", Scope.READ)
    page.goto(guarded + shelf.address)
    sign_in(page, key)
    row_of(page, call).get_by_role("checkbox").check()
    bar = page.get_by_role("region", name="Selected calls")
    assert bar.get_by_role("button").all_inner_texts() == ["Export…", "Clear"]
    for name in ("Upload", "Re-run…", "Re-analyze…", "Delete…"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.get_by_role("link", name="Replace recording")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator(".toast", has_text=READS_ONLY)).to_have_count(1)
    expect(page.get_by_role("heading", name="Upload")).to_have_count(0)
    bar_of_keys = page.get_by_role("button", name="Export", exact=True)
    expect(bar_of_keys).to_be_visible()


def test_a_key_that_only_reads_is_told_so_at_a_drop_and_at_a_link_to_another_recording(
    page: Page, served: ServedPage, guarded: str
) -> None:
    bad = Shelf(served).holds(status=Status.FAILED, failure=BAD)
    _, key = a_key(served, "Reader", Scope.READ)
    page.goto(f"{guarded}index.html?replace={bad.call_id}")
    sign_in(page, key)
    toast = page.locator(".toast", has_text=READS_ONLY)
    expect(toast).to_have_count(1)
    toast.get_by_role("button", name="Dismiss").click()
    assert page.evaluate(DROPPED) == [True, True]  # the browser itself opens nothing
    expect(toast).to_have_count(1)
    expect(page.get_by_role("heading", name="Upload")).to_have_count(0)


def test_a_key_that_may_not_read_is_told_so(page: Page, served: ServedPage, guarded: str) -> None:
    _, key = a_key(served, "Nobody", Scope.RAW)
    page.goto(guarded)
    sign_in(page, key)
    expect(page.get_by_role("alert")).to_contain_text("This needs the scope read.")
