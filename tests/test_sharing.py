"""What the workers of a test run share."""

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.sharing import shared


@pytest.mark.xdist_group("recogniser")
def test_tests_of_one_group_have_one_worker(request: pytest.FixtureRequest) -> None:
    """xdist tells groups by the ends of names, which some versions of pytest do not let it add."""
    assert request.node.nodeid.endswith("@recogniser") or "PYTEST_XDIST_WORKER" not in os.environ


def test_a_server_runs_once_as_long_as_anybody_uses_it(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    happened = list[str]()
    used, done = threading.Event(), threading.Event()

    @contextmanager
    def running(_state: Path) -> Generator[str]:
        happened.append("started")
        yield "http://server"
        happened.append("stopped")

    def use_longer() -> None:
        with shared(tmp_path_factory, "of-this-test", running) as url:
            happened.append(url)
            used.set()
            done.wait(10)
            happened.append("used")

    other = threading.Thread(target=use_longer)
    with shared(tmp_path_factory, "of-this-test", running):
        other.start()
        assert used.wait(10)
        threading.Timer(0.05, done.set).start()
    other.join()
    assert happened == ["started", "http://server", "used", "stopped"]
    with shared(tmp_path_factory, "of-this-test", running):
        assert happened[-1] == "started"
