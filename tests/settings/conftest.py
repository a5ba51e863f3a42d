"""An environment with just enough, and a process that has built nothing yet."""

from collections.abc import Generator

import pytest

from callinsight import services as wiring
from callinsight.settings import Settings

REQUIRED = {"RECORDINGS_BUCKET": "r", "ARTIFACTS_BUCKET": "a", "QUEUE_URL": "http://queue"}


@pytest.fixture
def own_services() -> Generator[None]:
    """This process has no services yet, and keeps none."""
    wiring._of_this_process.cache_clear()
    yield
    wiring._of_this_process.cache_clear()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment with just enough."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)
