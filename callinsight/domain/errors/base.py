"""The two answers to the only question a caller asks: try again?"""


class CallInsightError(Exception):
    """Base class; `code` is the stable name stored on a failed call, `hint` says what to do."""

    code = "internal"
    hint = "Please report this with the call id; the log names the place."
    retryable = False


class RetryableError(CallInsightError):
    """The same request may succeed later."""

    code = "temporarily_unavailable"
    hint = "Nothing to do: it is tried again by itself."
    retryable = True

    def __init__(self, message: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message, retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds

    def __str__(self) -> str:
        return str(self.args[0])


class ServiceUnavailableError(RetryableError):
    """The service is down, overloaded or unreachable; it did nothing for this request."""

    code = "service_unavailable"


class TooManyRequestsError(RetryableError):
    """Somebody asks our API more often than it allows."""

    code = "too_many_requests"
    hint = "Wait as long as Retry-After says; CALLINSIGHT_REQUESTS_PER_MINUTE is the limit."


class PermanentError(CallInsightError):
    """The same request will fail again."""

    code = "rejected"


class InternalError(PermanentError):
    """A defect of CallInsight: an exception nobody expected."""

    code = "internal"
    hint = CallInsightError.hint


class Superseded(CallInsightError):  # noqa: N818  (not an error: the other execution goes on)
    """Another execution owns this call now; this one stops and touches nothing."""

    code = "superseded"
    hint = "Nothing to do: the newer execution goes on."
