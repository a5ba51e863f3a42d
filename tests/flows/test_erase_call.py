"""The flow that erases calls, as a person starts it in Prefect."""

from collections.abc import Generator
from datetime import timedelta

import pytest
import yaml
from prefect.client.schemas.objects import State

from callinsight.domain.call import Call
from callinsight.services import Services, using
from callinsight.shipped import SHIPPED
from flows.erase_call import erase_call
from tasks.erase_call import erase_one_call
from tests.builders import TestClock, a_call_with_audio, fake_services
from tests.fakes.recordings import FakeRecordingStore


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def services(clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> Generator[Services]:
    """Services of fakes; the task's body is run without a server."""
    monkeypatch.setattr("flows.erase_call.erase_one_call", erase_one_call.fn)
    with using(fake_services(clock=clock)) as world:
        yield world


async def _run(*calls: Call) -> State[object]:
    return await erase_call.fn([call.call_id for call in calls])


def _versions(services: Services) -> int:
    assert isinstance(services.recordings, FakeRecordingStore)
    return len(services.recordings.versions)


async def test_calls_are_deleted_at_once_and_the_run_says_when_it_happens_again(
    services: Services, clock: TestClock
) -> None:
    calls = [await a_call_with_audio(services) for _ in range(2)]
    state = await _run(*calls)
    assert _versions(services) == 0
    at = f"{clock() + timedelta(minutes=65):%Y-%m-%d %H:%M} UTC"
    assert (state.name, state.message) == (
        "Deleted",
        f"Calls deleted: 2. What comes late is deleted at {at} by the dispatcher.",
    )
    for call in calls:
        line = (await services.audit.of_call(call.call_id))[0]
        assert (line.actor, line.action) == ("erase_call", "call.erase")


async def test_a_run_goes_on_where_another_one_was_and_is_audited_once(
    services: Services, clock: TestClock
) -> None:
    call = await a_call_with_audio(services)
    assert (await _run(call)).name == (await _run(call)).name == "Deleted"
    clock.advance(hours=2)
    assert (await _run(call)).name == (await _run(call)).name == "Erased"
    seen = await services.calls.get(call.call_id)
    assert seen is not None
    assert seen.erasure == "done"
    assert len(await services.audit.of_call(call.call_id)) == 1


async def test_a_call_that_never_was_is_told_and_the_others_go(services: Services) -> None:
    call = await a_call_with_audio(services)
    state = await erase_call.fn(["0" * 26, call.call_id])
    assert state.is_failed()
    assert state.message == "1 of 2 left: call_not_found."
    assert _versions(services) == 0


async def test_what_is_no_id_is_not_repeated_and_nothing_is_erased(services: Services) -> None:
    call = await a_call_with_audio(services)
    state = await erase_call.fn([call.call_id, "call of Anna.wav"])
    assert state.message == "1 of 2 are no call ids; nothing was erased."
    assert _versions(services) == 1


def test_the_flow_is_deployed() -> None:
    deployed = yaml.safe_load((SHIPPED.parent / "prefect.yaml").read_text())["deployments"]
    entrypoints = [each["entrypoint"] for each in deployed]
    assert "flows.erase_call.erase_call" in entrypoints
