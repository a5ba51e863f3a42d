"""An intake over fakes, with a clock that tests move."""

from collections.abc import Generator

import pytest

from callinsight.poller import Poller
from callinsight.services import Services, using
from tests.builders import TestClock, a_profile, fake_services
from tests.fakes.flow_runs import FakeFlowRuns
from tests.fakes.profiles import FakeProfileStore
from tests.intake.stores import DistantBucket, DistantCallStore, DistantQueue


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def calls() -> DistantCallStore:
    return DistantCallStore()


@pytest.fixture
def queue() -> DistantQueue:
    return DistantQueue()


@pytest.fixture
def bucket() -> DistantBucket:
    """The recordings bucket, where any client may put things."""
    return DistantBucket()


@pytest.fixture
def runs(clock: TestClock) -> FakeFlowRuns:
    return FakeFlowRuns(clock)


@pytest.fixture
def profiles() -> FakeProfileStore:
    """The default profile and two others."""
    return FakeProfileStore(a_profile(), a_profile("sales"), a_profile("support", 3))


@pytest.fixture
def world(
    clock: TestClock,
    calls: DistantCallStore,
    queue: DistantQueue,
    bucket: DistantBucket,
    runs: FakeFlowRuns,
    profiles: FakeProfileStore,
) -> Generator[Services]:
    services = fake_services(
        clock=clock,
        calls=calls,
        queue=queue,
        recordings=bucket,
        flow_runs=runs,
        profile_store=profiles,
    )
    with using(services) as world:
        yield world


@pytest.fixture
def wakes() -> list[str]:
    """One entry for each time the dispatcher was woken."""
    return []


@pytest.fixture
def poller(world: Services, wakes: list[str]) -> Poller:
    return Poller(world.queue, world.intake, lambda: wakes.append("up"), pause_seconds=0.02)
