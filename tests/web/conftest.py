"""A browser, and the page with a world behind it; both live as long as the tests of the page."""

import asyncio
from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page, expect

from callinsight.adapters.aws import AwsClients
from tests.local.browser import chromium
from tests.stubs.running import StubProviders
from tests.web.calls_in_the_world import a_completed_call
from tests.web.served import ServedPage, served_page

# What happens in the world takes longer while all tests run at once.
expect.set_options(timeout=30_000)
SIZES = {"wide": (1360, 900), "narrow": (375, 720)}


@pytest.fixture(scope="session")
def browser_and_loop() -> Generator[tuple[Browser, asyncio.AbstractEventLoop]]:
    with chromium() as started:
        # Playwright's loop counts as running for as long as the browser lives, and no other test of
        # this worker could run one of its own: it is put away until the page is used.
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield started, loop
        asyncio._set_running_loop(loop)


@pytest.fixture
def browser(
    browser_and_loop: tuple[Browser, asyncio.AbstractEventLoop],
) -> Generator[Browser]:
    started, loop = browser_and_loop
    asyncio._set_running_loop(loop)
    yield started
    asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def served(ministack: AwsClients, running_stubs: StubProviders) -> Generator[ServedPage]:
    with served_page(ministack, running_stubs) as page:
        yield page


@pytest.fixture(scope="session")
def finished(served: ServedPage) -> str:
    """A call that was analyzed twice and changed once."""
    return a_completed_call(served)


@pytest.fixture
def page(browser: Browser, served: ServedPage) -> Generator[Page]:
    """A fresh page of the browser, whose errors fail the test."""
    width, height = SIZES["wide"]
    context = browser.new_context(
        base_url=f"{served.url}/web/",
        viewport={"width": width, "height": height},
        reduced_motion="reduce",  # nobody watches what would be painted again and again
    )
    opened, errors = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.set_default_timeout(30_000)
    yield opened
    context.close()
    assert errors == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker has the browser and the served page."""
    for item in items:
        if "tests/web/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("web"))
