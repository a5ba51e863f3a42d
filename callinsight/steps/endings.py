"""How an execution that did not complete its call ends it: parked, or failed."""

import logging
from datetime import timedelta

from callinsight.domain.cost import total_usd
from callinsight.domain.errors.base import CallInsightError, RetryableError
from callinsight.domain.errors.provider import (
    BudgetUsedUpError,
    ProviderJobFailedError,
    ProviderPausedError,
)
from callinsight.domain.execution import failed, park_time, parked, parked_for_budget
from callinsight.domain.failures import failure_of
from callinsight.domain.transitions import Write
from callinsight.steps.execution import Execution

_log = logging.getLogger(__name__)


def ending_of(execution: Execution, error: Exception, jitter: float) -> Write:
    """Return the write that parks or fails the call; `jitter` (0 to 1) spreads what was parked."""
    call, now = execution.call, execution.now()
    if isinstance(error, ProviderPausedError) and error.due_at is not None:
        return parked(call, now, error.reason, max(error.due_at - now, timedelta(0)))
    if isinstance(error, BudgetUsedUpError) and error.due_at is not None:
        return parked_for_budget(call, now, error.due_at)
    if isinstance(error, RetryableError):
        reason = error.reason if isinstance(error, ProviderPausedError) else error.code
        wait = park_time(call, error.retry_after_seconds, jitter)
        return parked(call, now, reason, wait)
    step = execution.step
    if not isinstance(error, CallInsightError):
        _log.error("An unexpected %s stopped a call in %s.", type(error).__name__, step)
    gone = isinstance(error, ProviderJobFailedError)
    costs = {**call.costs, **execution.unsettled_costs}
    return failed(
        call,
        now,
        failure_of(error, step),
        job_is_gone=gone,
        steps=execution.reports(),
        costs=costs,
        cost_usd=total_usd(costs.values()) if costs else call.cost_usd,
    )
