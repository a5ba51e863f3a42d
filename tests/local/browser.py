"""Chromium for tests, headless and without a word to the outside."""

import os
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def has_chromium() -> bool:
    """Whether there is a Chromium: on PATH, or where Playwright installs its own."""
    return _on_path() is not None or any(_playwrights_folder().glob("chromium*"))


def _on_path() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _playwrights_folder() -> Path:
    """Where `playwright install` puts browsers."""
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    mac = Path.home() / "Library" / "Caches"
    caches = mac if sys.platform == "darwin" else Path.home() / ".cache"
    return Path(chosen) if chosen else caches / "ms-playwright"


@contextmanager
def chromium() -> Generator[Browser]:
    """Yield a fresh browser: the one on PATH, else Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_on_path(), args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def chromium_page() -> Generator[Page]:
    """Yield a page of a fresh browser."""
    with chromium() as browser:
        yield browser.new_page(viewport={"width": 1360, "height": 900})
