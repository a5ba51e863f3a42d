"""The one retry predicate of all tasks, and the errors tasks may raise."""

import asyncio
import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import exponential_backoff

from callinsight.domain.errors.base import CallInsightError, InternalError, RetryableError
from callinsight.domain.errors.call import StepDeadlineError
from callinsight.domain.errors.provider import (
    BudgetUsedUpError,
    JobPendingError,
    ProviderPausedError,
)
from callinsight.logs import without_text

_log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 60.0


async def is_retryable(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Say whether a failed try is repeated here; longer waits park the call instead.

    A provider's Retry-After is waited for before Prefect's own delay begins.
    """
    error = await state.aresult(raise_on_failure=False)
    if not isinstance(error, RetryableError):
        return False
    if isinstance(
        error, StepDeadlineError | JobPendingError | ProviderPausedError | BudgetUsedUpError
    ):
        return False
    wait = error.retry_after_seconds or 0.0
    if wait > LONGEST_WAIT_SECONDS:
        return False
    await asyncio.sleep(wait)
    return True


# One policy for all steps. Prefect's own cache and result store stay off: artifacts are ours.
STEP_POLICY: dict[str, Any] = {
    "retries": 4,
    "retry_delay_seconds": exponential_backoff(backoff_factor=2),
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": is_retryable,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}


@contextmanager
def only_safe_errors() -> Generator[None]:
    """Let errors of ours through without their causes, and hide what any other one says.

    Prefect stores exception texts and tracebacks with all causes in its database; a vendor's
    message may quote the call. The log gets the places, not the words.
    """
    try:
        yield
    except CallInsightError as error:
        error.__cause__ = None
        error.__suppress_context__ = True
        raise
    except Exception as error:  # noqa: BLE001  (the boundary: unknown becomes code "internal")
        _log.error("Unexpected %s", without_text(error))
        kind = type(error).__name__
        raise InternalError(f"An unexpected {kind} stopped the step.") from None
