"""The failures of a call: from an error, and those that no exception carries."""

from callinsight.domain.call import Failure, StepName
from callinsight.domain.errors.base import CallInsightError, InternalError

CANCELLED = Failure(
    code="cancelled",
    message="The call was cancelled.",
    hint="Re-run the call, or press Retry on its run; nothing finished is paid again.",
)
UPLOAD_EXPIRED = Failure(
    code="upload_expired",
    message="No recording arrived before the upload link ended.",
    hint="Ask for a new upload link; a late upload still starts the call.",
)
STUCK = Failure(
    code="stuck",
    message="Three executions in a row ended without a result.",
    hint="Look at the worker's log and memory, then re-run the call.",
)
UNCLAIMED = Failure(
    code="stuck",
    message="Three flow runs in a row ended before they began the call.",
    hint="Open the runs in Prefect: the flow may not import on the worker. Then re-run the call.",
)
PROVIDER_UNAVAILABLE = Failure(
    code="provider_unavailable",
    message="The provider was unavailable for a whole day.",
    retryable=True,
    hint="Check the provider's status page, then re-run the call.",
)
ERASED = Failure(code="erased", message="The call was erased.")


def failure_of(error: Exception, step: StepName | None) -> Failure:
    """Return what to store for `error`; an unknown exception tells its type, never its text."""
    if not isinstance(error, CallInsightError):
        error = InternalError(f"An unexpected {type(error).__name__} stopped the call.")
    return Failure(
        step=step,
        code=error.code,
        message=str(error),
        retryable=error.retryable,
        hint=error.hint,
    )
