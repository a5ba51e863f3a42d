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
│   ├── BudgetUsedUpError             a budget has no room until the next day; nothing was sent
│   │   └── BudgetHeldError           ... what it has left is held for requests on their way
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
│   ├── CallEndedError                it has ended: nothing is left to cancel
│   ├── ResultMissingError            the call has not come so far, or never will
│   │   └── ProviderAnswerMissingError ... no provider answered for it, or not in one piece
│   ├── AnalysisNotFoundError         no such analysis of the call
│   ├── AnswerNotFoundError           no such field in the call's analysis
│   ├── CorrectionInvalidError        it does not have the form of the answer
│   ├── LineageMissingError           what shaped an analysis is gone
│   ├── QuestionNotFoundError         no such question of the call
│   ├── CriterionNotFoundError        no such criterion on the call's scorecards
│   ├── DeliveryNotFoundError         no such delivery of news, or it is older than 30 days
│   ├── ReanalysisNotFoundError       no such re-analysis, or it is older than 90 days
│   ├── ReanalysisEndedError          it is over: nothing is left to stop or to resume
│   ├── ProfileNotFoundError          no such profile and no fallback
│   │   └── ProfileVersionNotFoundError ... or no such version of it
│   ├── UnknownProfileError           a profile that a person looks for by its id
│   ├── ProfilesDisabledError         USE_PROFILES=false: there is no table to change
│   ├── ProfileInvalidError           a profile that cannot be loaded
│   ├── ProfileNotEvaluatedError      a version that nobody tried over the golden set
│   ├── ProfileWorseError             a version that the golden set shows to be worse
│   ├── NothingToEvaluateError        no label to compare versions with
│   ├── ResourceMissingError          a bucket, table or queue does not exist
│   ├── ModelMissingError             no language model is set up in this process
│   ├── WorkerMissingError            no worker takes flow runs
│   ├── AccessDeniedError             AWS refuses our credentials
│   ├── ProviderKeyError              the provider refuses our key
│   ├── ProviderQuotaError            the provider account has no credit left
│   ├── ProviderRefusedError          any other definite "no" of a provider
│   │   ├── ProviderJobFailedError    ... about a job it had accepted
│   │   └── ContextTooLongError       ... because the call is longer than the model reads
│   ├── BadProviderAnswerError        a provider's answer is no transcript
│   ├── EngineMissingError            a local engine is not installed
│   ├── ExtraMissingError             an optional part of the package is not installed
│   ├── BadOutputError                the model's answer does not fit the schema, twice
│   │   └── OutputCutError            ... because it met the limit of its length
│   ├── ModelRefusedError             the model declined to answer
│   ├── PriceUnknownError             a budget is set, and the price of a request is unknown
│   ├── OutcomeUnknownError           an ambiguous request was repeated once already
│   ├── ConflictError                 the call is in no state for what was asked
│   │   ├── CallHeldError         ... because it is under a legal hold
│   │   ├── DraftError            ... because its transcript is a draft
│   │   └── RolesUnknownError         ... because nobody in it is known as agent or customer
│   ├── TooMuchMetadataError          more names than a call's metadata may have
│   ├── CursorError                   a list cursor that is not ours
│   ├── DaysInvalidError              days that are no range, or too many
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
arguments only, so that every error survives pickling. Each file has the errors of its noun; this
one draws all of them, and is compared with them by a test.
"""
