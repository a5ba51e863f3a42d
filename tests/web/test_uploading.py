"""Uploads from the list, in a real browser."""

import io
import math
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Request, Route, expect

from callinsight.domain.call import Call, Failure
from callinsight.domain.errors.provider import ProviderRefusedError
from callinsight.domain.status import Status
from callinsight.shipped import SHIPPED
from tests.web.conftest import SIZES
from tests.web.served import ServedPage
from tests.web.stored_calls import Shelf, row_of

RECORDING = next((SHIPPED / "recordings").glob("*.m4a"))
NOTHING: FilePayload = {"name": "nothing.wav", "mimeType": "audio/wav", "buffer": b""}
SILENT = Failure(
    step="fetch_audio", code="recording_silent", message="Nobody is to be heard.", hint=""
)
DROP = """files => {
  const held = new DataTransfer();
  for (const [name, type, bytes] of files)
    held.items.add(new File([Uint8Array.from(bytes)], name, {type}));
  for (const name of ["dragenter", "drop"])
    document.body.dispatchEvent(new DragEvent(name, {dataTransfer: held, bubbles: true}));
}"""


def a_sound(seconds: float = 0.5) -> bytes:
    """A short tone as a WAV file."""
    rate, file = 8000, io.BytesIO()
    period = bytes(128 + round(40 * math.sin(2 * math.pi * at / 20)) for at in range(20))
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(period * round(rate * seconds / len(period)))
    return file.getvalue()


def a_file(name: str, body: bytes | None = None) -> FilePayload:
    return {"name": name, "mimeType": "audio/wav", "buffer": body or a_sound()}


def file_row(page: Page, name: str) -> Locator:
    """The line of a file in the panel."""
    return page.get_by_role("listitem").filter(has_text=name)


def choose(page: Page, *files: FilePayload) -> None:
    page.get_by_label("Recordings").set_input_files(files)


@pytest.fixture
def posted(page: Page) -> list[str]:
    """The addresses the page posts to."""
    made: list[str] = []
    page.on("request", lambda one: made.append(one.url) if one.method == "POST" else None)
    return made


def the_call(served: ServedPage, file: Locator) -> Call:
    """The call that was made of a file."""
    address = file.get_by_role("link", name="Open call").get_attribute("href") or ""
    call = served.do(served.world.calls.get(address.rpartition("id=")[2]))
    assert call is not None
    return call


def test_a_recording_is_uploaded_and_followed_until_it_is_completed(
    page: Page, served: ServedPage
) -> None:
    page.goto("index.html")
    name = "Gespräch & Ärger <b>.m4a"
    choose(page, {"name": name, "mimeType": "audio/mp4", "buffer": RECORDING.read_bytes()})
    file = file_row(page, name)
    expect(file).to_contain_text("Completed", timeout=60_000)
    assert the_call(served, file).file_name == name


def test_twenty_files_dropped_at_once_are_sent_a_few_at_a_time_and_all_completed(
    page: Page, served: ServedPage
) -> None:
    page.goto("index.html")
    page.get_by_role("button", name="Upload").wait_for()
    at_once = sent_at_once(page, "/recordings-")
    sound = [*a_sound(0.2)]
    files = [[f"dropped-{number}.wav", "audio/wav", sound] for number in range(20)]
    page.evaluate(DROP, [*files, ["notes.txt", "text/plain", [1]]])
    expect(file_row(page, "notes.txt")).to_contain_text("This is no recording.")
    expect(page.get_by_text("20 of 21 sent, 20 completed, 1 not sent")).to_be_visible(
        timeout=60_000
    )
    assert len(at_once) == 20
    assert max(at_once) <= 3
    call = the_call(served, file_row(page, "dropped-19.wav"))
    expect(row_of(page, call)).to_contain_text("Completed")


def sent_at_once(page: Page, part: str) -> list[int]:
    """How many forms were under way, noted at each that began."""
    under_way: set[Request] = set()
    noted: list[int] = []

    def begun(request: Request) -> None:
        if request.method == "POST" and part in request.url:
            under_way.add(request)
            noted.append(len(under_way))

    page.on("request", begun)
    page.on("requestfinished", lambda request: under_way.discard(request))  # noqa: PLW0108  (Playwright marks its listeners)
    return noted


def test_an_upload_tells_how_far_it_is_can_be_cancelled_and_tried_again(
    page: Page, served: ServedPage
) -> None:
    page.goto("index.html")
    throttled = page.context.new_cdp_session(page)
    throttled.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}
    throttled.send("Network.emulateNetworkConditions", slow)
    choose(page, a_file("slow.wav", a_sound(50)))
    file = file_row(page, "slow.wav")
    bar = file.get_by_role("progressbar")
    expect(bar).not_to_have_attribute("aria-valuenow", "0")
    with page.expect_request(lambda one: one.method == "DELETE") as withdrawn:
        file.get_by_role("button", name="Cancel").click()
    expect(file).to_contain_text("Cancelled")
    expect(bar).to_be_hidden()
    given_up = served.do(served.world.calls.get(withdrawn.value.url.rpartition("/")[2]))
    assert given_up is None or given_up.erased_at is not None
    throttled.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    file.get_by_role("button", name="Retry").click()
    expect(file).to_contain_text("Completed", timeout=60_000)


def test_an_upload_that_broke_off_is_tried_again_with_the_same_call(
    page: Page, posted: list[str]
) -> None:
    page.goto("index.html")
    broken = [True]

    def bucket(route: Route) -> None:
        if route.request.method == "POST" and broken:
            broken.pop()
            route.abort()
        else:
            route.continue_()

    page.route("**/*recordings*", bucket)
    choose(page, a_file("broken.wav"))
    file = file_row(page, "broken.wav")
    expect(file).to_contain_text("The connection broke off. Try again.")
    file.get_by_role("button", name="Retry").click()
    expect(file.get_by_role("link", name="Open call")).to_be_visible()
    assert len([url for url in posted if url.endswith("/calls")]) == 1


@pytest.fixture
def too_large(tmp_path: Path) -> Iterator[Path]:
    """A file of more than 5 GB that takes no room."""
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.truncate(5_000_000_001)
    yield path
    path.unlink()


def test_files_that_cannot_be_taken_are_refused_before_anything_is_sent(
    page: Page, posted: list[str], too_large: Path
) -> None:
    page.goto("index.html")
    page.get_by_role("button", name="Upload").wait_for()
    choose(page, NOTHING)
    expect(file_row(page, "nothing.wav")).to_contain_text("The file is empty.")
    page.get_by_label("Recordings").set_input_files(too_large)
    expect(file_row(page, "long.wav")).to_contain_text(
        "The file is too large: this CallInsight accepts 5.0 GB."
    )
    assert posted == []


def test_a_file_whose_name_says_that_it_is_no_recording_is_refused_and_an_unknown_one_sent(
    page: Page, posted: list[str]
) -> None:
    page.goto("index.html")
    page.get_by_role("button", name="Upload").wait_for()
    names = ["notes.txt", "Report.PDF", "letter.docx"]
    page.evaluate(DROP, [[name, "", [1]] for name in names])  # as where a browser knows no ending
    for name in names:
        expect(file_row(page, name)).to_contain_text("This is no recording.")
    assert posted == []
    with page.expect_request(lambda one: one.method == "POST"):
        page.evaluate(DROP, [["call.g729", "", [1]]])


def test_failed_files_are_counted_and_lie_above_the_rest_with_their_whole_reason(
    page: Page, served: ServedPage
) -> None:
    width, height = SIZES["narrow"]
    page.set_viewport_size({"width": width, "height": height})
    refusal = ProviderRefusedError("The provider does not take this recording." * 2)
    served.transcriber.refuse_once("second.wav", refusal)
    page.goto("index.html")
    choose(page, a_file("first.wav"), a_file("second.wav"), NOTHING)
    told = page.get_by_text("2 of 3 sent, 1 completed, 1 failed, 1 not sent")
    expect(told).to_be_visible(timeout=60_000)
    names = page.get_by_role("list", name="Files").locator(".filename .clip")
    assert names.all_inner_texts() == ["second.wav", "nothing.wav", "first.wav"]
    reason = page.locator(".uploadrow .note .small", has_text="does not take")
    assert reason.evaluate("one => one.scrollWidth <= one.clientWidth && one.clientHeight > 30")


def test_a_call_that_failed_is_run_again_from_the_list_until_it_is_completed(
    page: Page, served: ServedPage
) -> None:
    refusal = ProviderRefusedError("The provider does not take this recording.")
    served.transcriber.refuse_once("refused.wav", refusal)
    page.goto("index.html")
    choose(page, a_file("refused.wav"))
    file = file_row(page, "refused.wav")
    expect(file).to_contain_text("The provider does not take this recording.", timeout=60_000)
    row = row_of(page, the_call(served, file))
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Re-run…").click()
    page.get_by_role("button", name="Re-run", exact=True).click()
    expect(row).to_contain_text("Completed", timeout=60_000)
    expect(file).to_contain_text("Completed")


def test_a_call_whose_recording_was_bad_gets_another_one_from_its_row(
    page: Page, served: ServedPage
) -> None:
    shelf = Shelf(served)
    bad = shelf.holds(status=Status.FAILED, failure=SILENT, attempt=1)
    page.goto(shelf.address)
    row_of(page, bad).get_by_role("link", name="Replace recording").click()
    region = page.get_by_role("region", name="Replace a recording")
    expect(region).to_contain_text("Nobody is to be heard.")
    choose(page, a_file("one.wav"), a_file("two.wav"))
    expect(region).to_contain_text("choose a single file")
    choose(page, NOTHING)
    expect(region).to_contain_text("The file is empty.")
    choose(page, a_file("better.wav"))
    expect(region).to_be_hidden()
    expect(file_row(page, "better.wav")).to_contain_text("Completed", timeout=60_000)
    expect(row_of(page, bad)).to_contain_text("Completed")
    assert the_call(served, file_row(page, "better.wav")).call_id == bad.call_id


def test_a_link_leads_to_where_a_call_gets_another_recording(
    page: Page, served: ServedPage
) -> None:
    bad = Shelf(served).holds(status=Status.FAILED, failure=SILENT, file_name="silent.wav")
    page.goto(f"index.html?replace={bad.call_id}")
    region = page.get_by_role("region", name="Replace a recording")
    expect(region.get_by_role("button", name="Choose the recording")).to_be_focused()
    region.get_by_role("button", name="Cancel").click()
    expect(region).to_be_hidden()
    page.goto("index.html?replace=01jdx5w7v4m2k9r8t6y3z1none")
    expect(region).to_contain_text("There is no call with this id.")
