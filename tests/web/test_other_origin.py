"""The page as static files on another origin, with the headers that docs/page.md gives them."""

import json
import re
import threading
from collections.abc import Generator
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from callinsight.api.page import WEB, page_headers
from callinsight.services import using
from tests.web.served import ServedPage
from tests.web.stored_calls import Shelf, row_of
from tests.web.test_uploading import a_file, choose, file_row

_DOCUMENT = WEB.parent / "docs" / "page.md"


@cache
def documented_headers() -> dict[str, str]:
    """The headers of the document, as they stand there."""
    (block,) = re.findall(r"```http\n(.*?)```", _DOCUMENT.read_text("utf-8"), re.DOTALL)
    lines = (line.strip().split(": ", 1) for line in block.strip().splitlines())
    return dict(lines)


class Elsewhere(SimpleHTTPRequestHandler):
    """A static host with a `config.json` of its own."""

    api: str
    headers_sent: dict[str, str]

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, directory=str(WEB))

    def do_GET(self) -> None:
        if self.path != "/config.json":
            return super().do_GET()
        body = json.dumps({"api": self.api}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)
        return None

    def end_headers(self) -> None:
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere(served: ServedPage) -> Generator[str]:
    """The page's address on another origin, which the API allows."""
    bucket = served.world.recordings.link_origin
    policy = documented_headers()["Content-Security-Policy"]
    hosts = {
        "https://api.example.com": served.url,
        "https://recordings.s3.eu-central-1.amazonaws.com": bucket,
    }
    for told, real in hosts.items():
        policy = policy.replace(told, real)
    headers = {**documented_headers(), "Content-Security-Policy": policy}
    handler = type("Here", (Elsewhere,), {"api": served.url, "headers_sent": headers})
    port = urlsplit(served.other_origin).port or 0
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield served.other_origin
        server.shutdown()


@pytest.fixture
def refused(page: Page) -> list[str]:
    """What the browser's console complains of."""
    found: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    page.on("console", heard)
    return found


def test_calls_are_listed_uploaded_and_opened_from_another_origin(
    page: Page, served: ServedPage, elsewhere: str, refused: list[str]
) -> None:
    call = Shelf(served).holds(file_name="from-elsewhere.wav")
    page.goto(f"{elsewhere}/index.html?q=from-elsewhere")
    expect(row_of(page, call)).to_be_visible()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    choose(page, a_file("sent-from-elsewhere.wav"))
    file = file_row(page, "sent-from-elsewhere.wav")
    expect(file).to_contain_text("Completed", timeout=60_000)
    with page.expect_response(lambda one: one.request.resource_type == "media") as sound:
        file.get_by_role("link", name="Open call").click()
    expect(page.get_by_role("heading", name="sent-from-elsewhere.wav")).to_be_visible()
    assert sound.value.ok
    assert page.url.startswith(elsewhere)
    assert refused == []


def test_the_document_gives_the_headers_that_the_api_sends(served: ServedPage) -> None:
    with using(served.world):
        ours = page_headers()
    told = documented_headers()
    assert set(told) == set(ours)
    for name in set(told) - {"Content-Security-Policy"}:
        assert told[name] == ours[name]
    bucket = served.world.recordings.link_origin
    policy = told["Content-Security-Policy"]
    policy = policy.replace("https://recordings.s3.eu-central-1.amazonaws.com", bucket)
    assert policy.replace(" https://api.example.com", "") == ours["Content-Security-Policy"]


def test_the_document_names_all_that_the_page_keeps() -> None:
    text = _DOCUMENT.read_text("utf-8")
    code = "\n".join(file.read_text("utf-8") for file in WEB.rglob("*.js"))
    kept = set(re.findall(r'"(callinsight\.\w+)"', code))
    assert kept == set(re.findall(r"`(callinsight\.\w+)`", text))
    assert "document.cookie" not in code
    assert "indexedDB" not in code
