"""Uploads from the list, in a real browser."""

from playwright.sync_api import FilePayload, Page, Route, expect

from callinsight.shipped import SHIPPED
from tests.web.served import ServedPage

RECORDING = next((SHIPPED / "recordings").glob("*.m4a"))


def test_a_recording_is_uploaded_and_followed_until_it_is_completed(
    page: Page, served: ServedPage
) -> None:
    page.goto("index.html")
    name = "Gespräch & Ärger <b>.m4a"
    sound: FilePayload = {"name": name, "mimeType": "audio/mp4", "buffer": RECORDING.read_bytes()}
    page.get_by_label("Recordings").set_input_files(sound)
    file = page.get_by_role("listitem").filter(has_text=name)
    expect(file).to_contain_text("Completed", timeout=20_000)
    file.get_by_role("link", name="Open call").click()
    call_id = page.url.rpartition("id=")[2]
    call = served.do(served.world.calls.get(call_id))
    assert call is not None
    assert call.file_name == name


def test_an_upload_that_broke_off_is_tried_again_with_the_same_call(page: Page) -> None:
    made: list[str] = []
    page.on("request", lambda one: made.append(one.url) if one.method == "POST" else None)
    page.goto("index.html")
    broken = [True]

    def bucket(route: Route) -> None:
        if route.request.method == "POST" and broken:
            broken.pop()
            route.abort()
        else:
            route.continue_()

    page.route("**/*recordings*", bucket)
    sound: FilePayload = {
        "name": "broken.m4a",
        "mimeType": "audio/mp4",
        "buffer": RECORDING.read_bytes(),
    }
    page.get_by_label("Recordings").set_input_files(sound)
    file = page.get_by_role("listitem").filter(has_text="broken.m4a")
    expect(file).to_contain_text("The connection broke off. Try again.")
    file.get_by_role("button", name="Retry").click()
    expect(file.get_by_role("link", name="Open call")).to_be_visible()
    assert len([url for url in made if url.endswith("/calls")]) == 1


def test_an_empty_file_is_refused_before_anything_is_sent(page: Page) -> None:
    made: list[str] = []
    page.on("request", lambda one: made.append(one.url) if one.method == "POST" else None)
    page.goto("index.html")
    nothing: FilePayload = {"name": "nothing.wav", "mimeType": "audio/wav", "buffer": b""}
    page.get_by_label("Recordings").set_input_files(nothing)
    expect(page.get_by_text("The file is empty.")).to_be_visible()
    assert made == []
