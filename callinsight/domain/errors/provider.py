"""What providers of transcripts and models say, or fail to say."""

from datetime import datetime

from callinsight.domain.errors.base import PermanentError, RetryableError, ServiceUnavailableError


class RateLimitedError(RetryableError):
    """The service asks us to slow down."""

    code = "rate_limited"


class ConcurrencyLimitError(RateLimitedError):
    """The provider runs as many of our requests as it may; one has to end first."""

    code = "concurrency_limited"


class ProviderUnavailableError(ServiceUnavailableError):
    """A transcription or model provider is down, overloaded or unreachable."""

    code = "provider_unavailable"


class ProviderPausedError(ProviderUnavailableError):
    """We do not ask this provider for a while, after what it said; nothing was sent.

    `reason` is the status_reason of the call that waits, `due_at` the moment it comes back.
    """

    code = "provider_paused"

    def __init__(
        self,
        message: str,
        retry_after_seconds: float | None = None,
        reason: str | None = None,
        due_at: datetime | None = None,
    ) -> None:
        super().__init__(message, retry_after_seconds)
        self.args = (message, retry_after_seconds, reason, due_at)
        self.reason = reason or self.code
        self.due_at = due_at


class BudgetUsedUpError(RetryableError):
    """A budget has no room until the next day; nothing was sent."""

    code = "budget"

    def __init__(
        self,
        message: str,
        retry_after_seconds: float | None = None,
        due_at: datetime | None = None,
    ) -> None:
        super().__init__(message, retry_after_seconds)
        self.args = (message, retry_after_seconds, due_at)
        self.due_at = due_at


class BudgetHeldError(BudgetUsedUpError):
    """What a budget has left is held for requests on their way; some may come back in a moment."""


class PriceUnknownError(PermanentError):
    """A budget is to hold a request whose price nobody knows; nothing was sent."""

    code = "price_unknown"
    hint = (
        "Add the model, or its price of longer prompts, to deployments/prices.yaml, have the call "
        "read in shorter parts (part_characters), or take the budget away; then re-run the call."
    )


class JobPendingError(RetryableError):
    """A provider job has been accepted and is still running."""

    code = "job_pending"


class AmbiguousOutcomeError(RetryableError):
    """The request left us and no answer came: it may have been executed and billed."""

    code = "outcome_unknown"


class ProviderKeyError(PermanentError):
    """The provider refuses our API key."""

    code = "provider_key_rejected"
    hint = "Set a valid key (ELEVENLABS_API_KEY, OPENAI_API_KEY or their _SECRET), then re-run."


class ProviderQuotaError(PermanentError):
    """The provider account has no credit left."""

    code = "provider_quota_exhausted"
    hint = "Top up the provider account, then re-run the call."


class ProviderRefusedError(PermanentError):
    """The provider said no for good; it did nothing and bills nothing."""

    code = "provider_refused"
    hint = "Check the profile's provider settings; the message names what was refused."


class ProviderJobFailedError(ProviderRefusedError):
    """The provider gave up on a job it had accepted; the job is not collected again."""

    code = "provider_job_failed"


class ContextTooLongError(ProviderRefusedError):
    """The call is longer than the profile's model reads."""

    code = "context_too_long"
    hint = "Choose a model with a larger context in the profile, then re-run from analyze."


class BadProviderAnswerError(PermanentError):
    """The provider answered with something that is not what it documents; it may be billed."""

    code = "bad_provider_answer"
    hint = "Try once more with a re-run from this step; if it stays, report it to the provider."


class BadOutputError(PermanentError):
    """The model's answer did not fit the schema, and neither did one repair."""

    code = "bad_output"
    hint = "Simplify the profile's output_schema or choose another model, then re-run from analyze."


class OutputCutError(BadOutputError):
    """The model's answer was cut off where it met the limit of its length."""

    code = "output_cut"
    hint = "Raise the profile's max_output_tokens, ask for less, or lower its reasoning_effort."


class ModelRefusedError(PermanentError):
    """The model declined to answer, or its answer was filtered."""

    code = "model_refused"
    hint = "Check the profile's prompts, then re-run from analyze."


class OutcomeUnknownError(PermanentError):
    """An ambiguous paid request was repeated once already; a person decides about more."""

    code = "outcome_unknown"
    hint = "The provider may have billed it. Only a re-run from this step pays again."
