"""The four steps of a call, run in order without Prefect."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from callinsight.domain.call import Call
from callinsight.domain.errors.base import RetryableError, Superseded
from callinsight.domain.errors.provider import ProviderPausedError
from callinsight.domain.execution import RunIdentity
from callinsight.services import Services
from callinsight.steps.execution import Execution
from callinsight.steps.executions import Executions, Outcome
from tests.builders import a_run

T = TypeVar("T")
RunCall = Callable[..., Awaitable[Outcome]]


@pytest.fixture
def run_call(services: Services) -> RunCall:
    """Run a call as its flow does; a retryable error is tried again as often as `tries` says."""

    async def run(call: Call, *, tries: int = 1, run: RunIdentity | None = None) -> Outcome:
        stored = await services.calls.get(call.call_id)
        assert stored is not None
        return await run_once(services, call.call_id, run or a_run(stored), tries)

    return run


async def run_once(world: Services, call_id: str, run: RunIdentity, tries: int = 1) -> Outcome:
    """Execute one run of a call to its outcome, in this process."""
    return await run_to_outcome(world, world.executions, call_id, run, tries)


async def run_to_outcome(
    world: Services, executions: Executions, call_id: str, run: RunIdentity, tries: int = 1
) -> Outcome:
    """Do what the flow does, without Prefect."""
    try:
        execution = await executions.begin(call_id, run)
    except Superseded:
        return Outcome("Superseded")
    async with executions.holding(execution):
        error = await _stopped_by(world, execution, tries)
        return await executions.settle(execution, error)


async def _stopped_by(world: Services, execution: Execution, tries: int) -> Exception | None:
    try:
        recording = await _tried(tries, lambda: world.fetching.recording_of(execution))
        summary = await _tried(
            tries, lambda: world.transcription.transcript_of(execution, recording)
        )
        key = await _tried(tries, lambda: world.analyzing.analysis_of(execution, summary))
        await _tried(tries, lambda: world.persisting.complete(execution, key))
    except Exception as error:  # noqa: BLE001  (the flow's boundary)
        return error
    return None


async def _tried(tries: int, step: Callable[[], Awaitable[T]]) -> T:
    for left in reversed(range(tries)):
        try:
            return await step()
        except RetryableError as error:
            if not left or isinstance(error, ProviderPausedError):
                raise
    raise AssertionError("unreachable")
