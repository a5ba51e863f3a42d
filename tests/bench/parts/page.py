"""How soon the page shows calls to somebody who opens it for the first time."""

from contextlib import ExitStack
from datetime import UTC, datetime
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from callinsight.adapters.aws import AwsClients
from tests.bench.api import running_api
from tests.bench.figures import Figure, at_most
from tests.bench.many_calls import load_calls
from tests.bench.stack import Stack
from tests.local.browser import chromium

CALLS = 50
RUNS, WARM_UP = 5, 1
PATIENCE_MS = 15_000
# The frame after the one a row was put into is shown: it has been painted.
_WATCH_FOR_A_ROW = """
const look = () => document.querySelector('.rows .row[data-id]')
  ? requestAnimationFrame(() => requestAnimationFrame(() => {
      window.firstRowAt = performance.now();
      window.rowsThen = document.querySelectorAll('.rows .row[data-id]').length;
    }))
  : requestAnimationFrame(look);
look();
"""


def measure(stack: Stack) -> list[Figure]:
    """Open the list of fifty calls, each time with an empty cache."""
    with ExitStack() as opened:
        part = opened.enter_context(stack.part())
        load_calls(AwsClients(), part.names.calls, CALLS, datetime.now(UTC))
        api = opened.enter_context(running_api(part.environment(), stack.log("api")))
        browser = opened.enter_context(chromium())
        seconds = [_seconds(browser, f"{api}/") for _ in range(WARM_UP + RUNS)][WARM_UP:]
    title = f"{CALLS} calls, from the navigation to the first row painted"
    rival = "each " + " ".join(f"{each:.2f}" for each in seconds) + " s"
    return [
        Figure(
            f"{title}, median of {RUNS}", median(seconds), "s", rival, key="page_first_content_s"
        ),
        Figure(f"{title}, worst", max(seconds), "s", own_goal=at_most(1)),
    ]


def _seconds(browser: Browser, url: str) -> float:
    """Return the time by the page's own clock, which starts with its navigation."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    try:
        page = context.new_page()
        page.add_init_script(_WATCH_FOR_A_ROW)
        page.goto(url)
        page.locator(".rows .row[data-id]").first.wait_for(timeout=PATIENCE_MS)
        shown: dict[str, Any] = page.evaluate(
            "async () => { while (!window.firstRowAt) await new Promise(requestAnimationFrame);"
            " return {at: window.firstRowAt, rows: window.rowsThen} }"
        )
    finally:
        context.close()
    if shown["rows"] != CALLS:
        raise RuntimeError(f"the page shows {shown['rows']} calls instead of {CALLS}")
    return float(shown["at"]) / 1000
