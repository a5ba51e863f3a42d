"""Tests that need a browser: without one they are left out, one line says so, and the run fails."""

import shutil

import pytest

from tests.local.browser import has_chromium

MARK = "browser"


def _missing() -> list[str]:
    """Name what the tests of the page need and this machine does not have."""
    missing = [] if has_chromium() else ["Chromium"]
    return missing if shutil.which("npm") else [*missing, "npm"]


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest the mark."""
    config.addinivalue_line("markers", f"{MARK}: needs Chromium, and npm for axe-core")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run: it would only fail once for each test."""
    needing = [item for item in items if item.get_closest_marker(MARK) is not None]
    if needing and _missing():
        config.hook.pytest_deselected(items=needing)
        items[:] = [item for item in items if item not in needing]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run of everything: it did not test what people use."""
    if _is_whole(session.config) and _missing() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say in one line what was not run, and what it takes."""
    if missing := _missing() if _is_whole(config) else []:
        needed = " and ".join(missing)
        terminalreporter.write_line(
            f"NOT RUN: the tests in a browser; {needed} missing (Debian: apt-get install chromium "
            "npm; elsewhere: playwright install chromium)",
            red=True,
        )


def _is_whole(config: pytest.Config) -> bool:
    """Whether the tests of the page were asked for: all tests, or their folder."""
    named = [str(name) for name in config.args]
    return any(name.rstrip("/").endswith(("tests", "tests/web")) for name in named)
