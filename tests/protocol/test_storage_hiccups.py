"""A store that is away for a moment: what was paid for is not thrown away."""

from collections.abc import Generator
from typing import Any

import pytest

from callinsight.domain.call import Call
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.provider import (
    BadProviderAnswerError,
    OutcomeUnknownError,
    RateLimitedError,
)
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write
from callinsight.services import using
from callinsight.steps import insisting
from callinsight.steps.executions import Outcome
from tests.builders import TestClock, a_run, fake_services
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.calls import FakeCallStore
from tests.fakes.engines import FakeJobTranscriber
from tests.fakes.flow_runs import FakeFlowRuns
from tests.protocol.world import World
from tests.steps.conftest import run_once

AWAY = ServiceUnavailableError("The store does not answer.")


class ShakyArtifacts(FakeArtifactStore):
    """Refuses some writes first."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = 0

    async def put(self, key: str, body: bytes) -> None:
        if self.failures:
            self.failures -= 1
            raise AWAY
        await super().put(key, body)


class ShakyCalls(FakeCallStore):
    """Refuses writes of some attribute, or loses the answer to them."""

    def __init__(self) -> None:
        super().__init__()
        self.refuse: dict[str, int] = {}
        self.lose: dict[str, int] = {}

    async def apply(self, write: Write) -> Call | None:
        for name in write.values:
            if self.refuse.get(name):
                self.refuse[name] -= 1
                raise AWAY
        written = await super().apply(write)
        for name, value in write.values.items():
            if self.lose.get(f"{name}={value}"):
                self.lose[f"{name}={value}"] -= 1
                raise AWAY
        return written


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(insisting, "LONGEST_PAUSE_SECONDS", 0.0)


@pytest.fixture
def shaky(clock: TestClock, request: pytest.FixtureRequest) -> Generator[World]:
    parts: dict[str, Any] = getattr(request, "param", {})
    services = fake_services(
        clock=clock,
        flow_runs=FakeFlowRuns(clock),
        calls=ShakyCalls(),
        artifacts=ShakyArtifacts(),
        **{name: make() for name, make in parts.items()},
    )
    with using(services):
        yield World(services, clock)


def _calls(world: World) -> ShakyCalls:
    assert isinstance(world.services.calls, ShakyCalls)
    return world.services.calls


async def _run(world: World, call: Call, *, count: int = 1) -> Outcome:
    return await run_once(world.services, call.call_id, a_run(await world.now(call), count=count))


async def test_an_answer_is_stored_once_the_bucket_is_back(shaky: World) -> None:
    artifacts = shaky.services.artifacts
    assert isinstance(artifacts, ShakyArtifacts)
    artifacts.failures = 3
    outcome = await _run(shaky, await shaky.a_call())
    assert outcome.kind == "Completed"
    assert (shaky.transcriber.paid_requests, shaky.model.paid_requests) == (1, 1)


@pytest.mark.parametrize("shaky", [{"transcriber": FakeJobTranscriber}], indirect=True)
async def test_a_jobs_id_is_noted_once_the_table_is_back(shaky: World) -> None:
    _calls(shaky).refuse["job"] = 3
    outcome = await _run(shaky, await shaky.a_call())
    assert outcome.kind == "Completed"
    assert shaky.transcriber.paid_requests == 1


async def test_a_refusal_closes_its_request_once_the_table_is_back(shaky: World) -> None:
    shaky.transcriber.fail_with(RateLimitedError("slow down", 120.0))
    call = await shaky.a_call()
    _calls(shaky).refuse["status"] = 0
    outcome = await _run(shaky, call)
    assert outcome.kind == "Parked"
    assert (await shaky.now(call)).request_open is None


async def test_a_begin_waits_for_the_table(shaky: World) -> None:
    _calls(shaky).refuse["owner"] = 3
    assert (await _run(shaky, await shaky.a_call())).kind == "Completed"


async def test_a_begin_whose_answer_was_lost_is_had_all_the_same(shaky: World) -> None:
    _calls(shaky).lose["status=READING"] = 1
    assert (await _run(shaky, await shaky.a_call())).kind == "Completed"


async def test_a_completion_whose_answer_was_lost_is_a_completion(shaky: World) -> None:
    _calls(shaky).lose["status=Completed"] = 1
    call = await shaky.a_call()
    outcome = await _run(shaky, call)
    assert (outcome.kind, (await shaky.now(call)).status) == ("Completed", Status.COMPLETED)


@pytest.mark.parametrize("error", [BadProviderAnswerError("huge"), OutcomeUnknownError("huge")])
async def test_an_answer_that_is_no_refusal_never_opens_the_purse_without_end(
    shaky: World, error: Exception
) -> None:
    """It may be billed, so it is repeated once, and only because a person asks."""
    transcriber = shaky.transcriber
    transcriber.fail_with(error, times=10)  # type: ignore[arg-type]
    call = await shaky.a_call()
    for count in range(1, 6):
        await _run(shaky, call, count=count)
    assert 10 - len(transcriber._failures) == 2
