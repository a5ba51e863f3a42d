"""Which failed tries are repeated, and what a task may say."""

import asyncio
import logging
import threading
from typing import Any

import pytest

from callinsight.domain.errors.base import (
    CallInsightError,
    InternalError,
    ServiceUnavailableError,
    Superseded,
)
from callinsight.domain.errors.call import StepDeadlineError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    BudgetUsedUpError,
    JobPendingError,
    ProviderKeyError,
    ProviderPausedError,
    RateLimitedError,
)
from tasks.retry import is_retryable, only_safe_errors
from tests.builders import NOON


class _Failed:
    """A state whose result is an exception."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def aresult(self, *, raise_on_failure: bool) -> Exception:
        assert not raise_on_failure
        return self._error


async def _decision(error: Exception) -> bool:
    state: Any = _Failed(error)
    nothing: Any = None
    return await is_retryable(nothing, nothing, state)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long this test would have waited; what other threads serve goes on at its own pace."""
    waited: list[float] = []
    own, sleep = threading.get_ident(), asyncio.sleep

    async def no_wait(seconds: float) -> None:
        if threading.get_ident() != own:
            await sleep(seconds)
            return
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", no_wait)
    return waited


@pytest.mark.parametrize(
    "error", [ServiceUnavailableError("down"), AmbiguousOutcomeError("lost"), RateLimitedError("x")]
)
async def test_what_may_succeed_later_is_tried_again(error: Exception, waits: list[float]) -> None:
    assert await _decision(error)
    assert waits == [0.0]


@pytest.mark.parametrize(
    "error",
    [
        ProviderKeyError("no"),
        InternalError("defect"),
        Superseded("taken"),
        ValueError("unknown"),
        StepDeadlineError("no time left"),
        JobPendingError("later"),
        ProviderPausedError("not asked now", 30.0),
        BudgetUsedUpError("used up", due_at=NOON),
    ],
)
async def test_what_fails_again_or_has_no_time_left_is_not(
    error: Exception, waits: list[float]
) -> None:
    assert not await _decision(error)
    assert waits == []


async def test_retry_after_is_waited_for_up_to_a_minute_and_parks_beyond(
    waits: list[float],
) -> None:
    assert await _decision(RateLimitedError("slow down", 60.0))
    assert not await _decision(RateLimitedError("slow down", 61.0))
    assert waits == [60.0]


def test_an_error_of_ours_leaves_a_task_without_what_caused_it() -> None:
    error = ServiceUnavailableError("down")
    error.__cause__ = ValueError("canary")
    with pytest.raises(ServiceUnavailableError) as caught, only_safe_errors():
        raise error
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_any_other_error_leaves_only_its_type_and_its_places_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)
    with pytest.raises(CallInsightError) as caught, only_safe_errors():
        raise KeyError("canary")
    assert caught.value.code == "internal"
    assert "canary" not in str(caught.value) + caplog.text
    assert "test_retry.py" in caplog.text
