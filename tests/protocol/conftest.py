"""One world of fakes with a clock that tests move."""

from collections.abc import Generator

import pytest

from callinsight.services import using
from callinsight.steps import executions
from tests.builders import TestClock, fake_services
from tests.fakes.flow_runs import FakeFlowRuns
from tests.protocol.world import World


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that is away is asked again at once."""
    monkeypatch.setattr(executions, "HAND_BACK_PAUSE_SECONDS", 0.0)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def world(clock: TestClock) -> Generator[World]:
    runs = FakeFlowRuns(clock)
    with using(fake_services(clock=clock, flow_runs=runs)) as services:
        yield World(services, clock)
