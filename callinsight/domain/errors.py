"""What can go wrong, sorted by the only question a caller asks: try again?

CallInsightError
├── RetryableError                    the same request may succeed later
│   ├── RateLimitedError              the provider asks to wait (`retry_after_seconds`)
│   │   └── ConcurrencyLimitError      ... because too many of our requests run at once
│   ├── ServiceUnavailableError       down, overloaded or unreachable
│   │   └── ProviderUnavailableError  ... and it is a transcription or model provider
│   │       └── ProviderPausedError   ... which we do not ask for a while; nothing was sent
│   ├── DiskFullError                 this machine has no room for a copy of the recording
│   ├── MachineBusyError              this machine did not get a recording examined in time
│   ├── JobPendingError               a provider job is still running
│   ├── TooManyRequestsError          somebody asks our API too often (`retry_after_seconds`)
│   ├── StepDeadlineError             a step's total time is used up; another attempt comes later
│   └── AmbiguousOutcomeError         the request may have been executed and billed
├── PermanentError                    the same request will fail again
│   ├── MalformedEventError           not an S3 event we can read
│   ├── WrongBucketError              an event for a bucket that is not ours
│   ├── WrongSourceError              an event of another AWS account or service
│   ├── RecordingRejectedError        the audio cannot be used
│   │   ├── RecordingMissingError     ... it is not there any more
│   │   ├── RecordingEmptyError       ... zero bytes
│   │   ├── RecordingTooShortError    ... below the provider's minimum
│   │   ├── RecordingTooLongError     ... longer than our maximum
│   │   ├── RecordingTooLargeError    ... larger than our maximum
│   │   ├── RecordingNotAudioError    ... another kind of file, or a video without sound
│   │   ├── RecordingEncryptedError   ... nobody but the holder of its key can hear it
│   │   ├── RecordingUnreadableError  ... audio, but damaged
│   │   ├── RecordingTruncatedError   ... its end is missing
│   │   ├── RecordingSilentError      ... nobody is to be heard in it
│   │   └── TranscriptInvalidError    ... a ready transcript in a form that we do not read
│   ├── CallNotFoundError             no such call, or it was erased
│   ├── ResultMissingError            the call has not come so far, or never will
│   ├── AnalysisNotFoundError         no such analysis of the call
│   ├── DeliveryNotFoundError         no such delivery of news, or it is older than 30 days
│   ├── ProfileNotFoundError          no such profile and no fallback
│   │   └── ProfileVersionNotFoundError ... or no such version of it
│   ├── UnknownProfileError           a profile that a person looks for by its id
│   ├── ProfilesDisabledError         USE_PROFILES=false: there is no table to change
│   ├── ProfileInvalidError           a profile that cannot be loaded
│   ├── ResourceMissingError          a bucket, table or queue does not exist
│   ├── WorkerMissingError            no worker takes flow runs
│   ├── AccessDeniedError             AWS refuses our credentials
│   ├── ProviderKeyError              the provider refuses our key
│   ├── ProviderQuotaError            the provider account has no credit left
│   ├── ProviderRefusedError          any other definite "no" of a provider
│   │   ├── ProviderJobFailedError    ... about a job it had accepted
│   │   └── ContextTooLongError       ... because the call is longer than the model reads
│   ├── BadProviderAnswerError        a provider's answer is no transcript
│   ├── EngineMissingError            a local engine is not installed
│   ├── BadOutputError                the model's answer does not fit the schema, twice
│   │   └── OutputCutError            ... because it met the limit of its length
│   ├── ModelRefusedError             the model declined to answer
│   ├── OutcomeUnknownError           an ambiguous request was repeated once already
│   ├── ConflictError                 the call is in no state for what was asked
│   ├── TooMuchMetadataError          more names than a call's metadata may have
│   ├── CursorError                   a list cursor that is not ours
│   ├── IdempotencyKeyReusedError     an Idempotency-Key that came with another request before
│   ├── UnauthenticatedError          a request without a credential that we know
│   ├── ScopeMissingError             a known caller who may not do this
│   ├── ApiKeyNotFoundError           no such API key
│   ├── RequestTooLargeError          a request whose body is longer than any of ours
│   ├── WebhooksDisabledError         a webhook for which no secret is set
│   ├── WebhookSignatureError         a webhook that its sender did not sign, or not just now
│   ├── WebhookTooLargeError          a webhook larger than any that is expected
│   ├── SettingsError                 a wrong or missing setting
│   └── InternalError                 a defect of CallInsight
└── Superseded                        not a failure: another execution owns the call

Messages are safe to store and to show: they never contain words of a call, file names or
metadata, because Prefect keeps exception texts in its database. Constructors take positional
arguments only, so that every error survives pickling.
"""

from datetime import datetime


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


class RateLimitedError(RetryableError):
    """The service asks us to slow down."""

    code = "rate_limited"


class ConcurrencyLimitError(RateLimitedError):
    """The provider runs as many of our requests as it may; one has to end first."""

    code = "concurrency_limited"


class ServiceUnavailableError(RetryableError):
    """The service is down, overloaded or unreachable; it did nothing for this request."""

    code = "service_unavailable"


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


class DiskFullError(RetryableError):
    """There is no room for a copy of the recording on this machine."""

    code = "disk_full"
    hint = "Make room in the worker's temporary folder (TMPDIR); the call goes on by itself."


class MachineBusyError(RetryableError):
    """This machine was too busy to look at a recording; the recording is not to blame."""

    code = "machine_busy"
    hint = "Let fewer calls run at once (CALLINSIGHT_CAPACITY); the call goes on by itself."


class JobPendingError(RetryableError):
    """A provider job has been accepted and is still running."""

    code = "job_pending"


class TooManyRequestsError(RetryableError):
    """Somebody asks our API more often than it allows."""

    code = "too_many_requests"
    hint = "Wait as long as Retry-After says; CALLINSIGHT_REQUESTS_PER_MINUTE is the limit."


class StepDeadlineError(RetryableError):
    """The step took longer, over all its tries, than it may."""

    code = "step_deadline"


class AmbiguousOutcomeError(RetryableError):
    """The request left us and no answer came: it may have been executed and billed."""

    code = "outcome_unknown"


class PermanentError(CallInsightError):
    """The same request will fail again."""

    code = "rejected"


class MalformedEventError(PermanentError):
    """A message that is not an S3 event notification."""

    code = "malformed_event"
    hint = "Send S3 event JSON (direct, SNS-wrapped or EventBridge); see tests/events for examples."


class WrongBucketError(PermanentError):
    """An event for a bucket other than the recordings bucket."""

    code = "wrong_bucket"
    hint = "Check RECORDINGS_BUCKET and the notification of the bucket that sent the event."


class WrongSourceError(PermanentError):
    """An event that S3 did not send, or not for our AWS account."""

    code = "wrong_source"
    hint = "Check the rule's pattern (source aws.s3) and EVENTS_ACCOUNT_ID."


class RecordingRejectedError(PermanentError):
    """The recording cannot be used; nothing was paid."""

    code = "recording_rejected"
    hint = "Upload the recording again."


class RecordingMissingError(RecordingRejectedError):
    """The recording is not in the bucket any more."""

    code = "recording_missing"
    hint = "It was deleted or replaced after its event; upload it again."


class RecordingEmptyError(RecordingRejectedError):
    """The recording has no bytes."""

    code = "recording_empty"
    hint = "The upload was cut or the file is empty; upload it again."


class RecordingTooShortError(RecordingRejectedError):
    """The recording is shorter than any provider accepts."""

    code = "recording_too_short"
    hint = "Recordings must last at least MIN_RECORDING_SECONDS."


class RecordingTooLongError(RecordingRejectedError):
    """The recording lasts longer than we accept."""

    code = "recording_too_long"
    hint = "Split the recording, or raise MAX_RECORDING_SECONDS."


class RecordingTooLargeError(RecordingRejectedError):
    """The recording is larger than we accept."""

    code = "recording_too_large"
    hint = "Split the recording, or raise MAX_RECORDING_BYTES."


class RecordingNotAudioError(RecordingRejectedError):
    """The file is of another kind, or a video without sound."""

    code = "recording_not_audio"
    hint = "Upload aac, m4a, mp3, wav, flac, ogg, opus, webm, amr or mp4 audio that plays."


class RecordingEncryptedError(RecordingRejectedError):
    """The recording is encrypted, by its own format or around it."""

    code = "recording_encrypted"
    hint = "Upload it decrypted; S3's own encryption at rest is no hindrance."


class RecordingUnreadableError(RecordingRejectedError):
    """The recording is audio, but too damaged to decode."""

    code = "recording_unreadable"
    hint = "Try to play it; if it does not play, export it anew and upload that."


class RecordingTruncatedError(RecordingRejectedError):
    """The recording ends before the length that it announces."""

    code = "recording_truncated"
    hint = "The upload or the recorder was cut off; upload it again, or lower TRUNCATION_SHARE."


class RecordingSilentError(RecordingRejectedError):
    """Nobody is to be heard in the recording."""

    code = "recording_silent"
    hint = "Check the recorder's input; SILENCE_DBFS and SILENCE_SHARE say what counts as silent."


class TranscriptInvalidError(RecordingRejectedError):
    """A ready transcript that is in none of the forms we read."""

    code = "transcript_invalid"
    hint = "Upload our own, an ElevenLabs Scribe or an Amazon Transcribe JSON document."


class CallNotFoundError(PermanentError):
    """There is no such call, or it was erased."""

    code = "call_not_found"
    hint = "Check the call id; `callinsight calls list` shows what is there."


class ResultMissingError(PermanentError):
    """The call has no such result: it has not come so far, or failed before."""

    code = "result_missing"
    hint = "Look at the call's status; a failed call can be run again."


class AnalysisNotFoundError(PermanentError):
    """The call has no analysis with this id."""

    code = "analysis_not_found"
    hint = "The call's list of analyses has their ids."


class ProfileNotFoundError(PermanentError):
    """No such profile, and PROFILE_FALLBACK is off."""

    code = "profile_not_found"
    hint = "Create the profile, correct the profile_id, or set PROFILE_FALLBACK=true."


class ProfileVersionNotFoundError(ProfileNotFoundError):
    """There is no such version of the profile."""

    code = "profile_version_not_found"
    hint = "`callinsight profiles show ID` lists the versions there are."


class UnknownProfileError(PermanentError):
    """There is no profile with this id, or no such version of it."""

    code = "profile_unknown"
    hint = "`callinsight profiles list` shows what is there."


class ProfilesDisabledError(PermanentError):
    """USE_PROFILES is false: the shipped default serves every call, and no table is read."""

    code = "profiles_disabled"
    hint = "Set USE_PROFILES=true to keep profiles in a table."


class ProfileInvalidError(PermanentError):
    """The profile cannot be loaded."""

    code = "profile_invalid"
    hint = "Correct the profile; docs/profiles.md lists its fields."


class ResourceMissingError(PermanentError):
    """A bucket, table, queue or secret does not exist."""

    code = "resource_missing"
    hint = "Run `callinsight doctor`; it names every missing resource."


class WorkerMissingError(PermanentError):
    """No worker serves the work pool: flow runs would wait for ever."""

    code = "worker_missing"
    hint = "Start one: `prefect worker start --pool ...`, or `callinsight worker`."


class AccessDeniedError(PermanentError):
    """AWS refuses our credentials or permissions."""

    code = "access_denied"
    hint = "Check the AWS credentials and the policy of this role; `callinsight doctor` tries each."


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


class EngineMissingError(PermanentError):
    """A local engine is not installed on this machine."""

    code = "engine_missing"
    hint = "Install callinsight[local] or callinsight[whisper], or configure a provider key."


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


class DeliveryNotFoundError(PermanentError):
    """No delivery has this id; they are kept for 30 days."""

    code = "delivery_not_found"
    hint = "List the deliveries; they are kept for 30 days."


class ConflictError(PermanentError):
    """The call is in no state for what was asked, or changed at the same moment."""

    code = "conflict"
    hint = "Look at the call's status, then ask again."


class TooMuchMetadataError(PermanentError):
    """The call's metadata would have more names than it may."""

    code = "metadata_too_much"
    hint = "Remove names first: null as a value deletes one."


class CursorError(PermanentError):
    """A list cursor that was not issued for this list."""

    code = "cursor_invalid"
    hint = "Start the list again without a cursor."


class IdempotencyKeyReusedError(PermanentError):
    """An Idempotency-Key that was used for another request within a day."""

    code = "idempotency_key_reused"
    hint = "Use a new key for a new call; repeat a request with its key and the same body."


class UnauthenticatedError(PermanentError):
    """The request carries no credential, or none that we know. It is never told why."""

    code = "unauthenticated"
    hint = (
        "Send `Authorization: Bearer ...` with an API key (`callinsight keys create`) or a token."
    )


class ScopeMissingError(PermanentError):
    """The caller is known, and may not do this."""

    code = "scope_missing"
    hint = "Use a key, or a token, that has the scope; docs/access.md lists what needs which."


class ApiKeyNotFoundError(PermanentError):
    """There is no such API key."""

    code = "api_key_not_found"
    hint = "`callinsight keys list` shows the ids."


class RequestTooLargeError(PermanentError):
    """The request's body is longer than any that this API understands."""

    code = "request_too_large"
    hint = "Send recordings to the link of GET /calls/{id}/upload-url, not to the API."


class WebhooksDisabledError(PermanentError):
    """There is no secret that could tell a sender's webhook from anybody's."""

    code = "webhooks_disabled"
    hint = "Set the sender's secret (ELEVENLABS_WEBHOOK_SECRET, EVENTS_...) or SNS_TOPIC_ARNS."


class WebhookSignatureError(PermanentError):
    """The webhook was not signed by whom it should be, or too long ago."""

    code = "webhook_signature_invalid"
    hint = "Check the sender's secret on both sides, and the clock; see docs/webhooks.md."


class WebhookTooLargeError(PermanentError):
    """The webhook's body is larger than any that is expected."""

    code = "webhook_too_large"
    hint = "Send one event per request; a provider's result is collected by its id all the same."


class SettingsError(PermanentError):
    """A wrong or missing setting."""

    code = "settings"
    hint = "README lists every setting."


class InternalError(PermanentError):
    """A defect of CallInsight: an exception nobody expected."""

    code = "internal"
    hint = CallInsightError.hint


class Superseded(CallInsightError):  # noqa: N818  (not an error: the other execution goes on)
    """Another execution owns this call now; this one stops and touches nothing."""

    code = "superseded"
    hint = "Nothing to do: the newer execution goes on."
