"""Why somebody who sends a request, an event or a webhook is refused."""

from callinsight.domain.errors.base import PermanentError


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
