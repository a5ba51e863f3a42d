"""Who may bring S3 events over HTTP, as the settings say."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import SecretStr

from callinsight.announcements import Announcements
from callinsight.ports.announcements import Replays, Sender, Subscriptions
from callinsight.services.stores import Stores

if TYPE_CHECKING:
    from callinsight.adapters.event_keys import EventKeys
    from callinsight.adapters.sns_certificates import SNSCertificates


class Events(Stores):
    """The senders of this deployment; one without a key, or without topics, is not configured."""

    @cached_property
    def announcements(self) -> Announcements:
        from callinsight.adapters import eventbridge_events, signed_events, sns_messages

        senders: dict[str, Sender | None] = {
            signed_events.HEADER: self._signing,
            eventbridge_events.HEADER: self._eventbridge,
            sns_messages.HEADER: self._sns,
        }
        return Announcements(
            senders, self.subscriptions, self.replays, self.queue, self.settings.recordings_bucket
        )

    @cached_property
    def subscriptions(self) -> Subscriptions:
        from callinsight.adapters.sns_subscriptions import SNSSubscriptions

        return SNSSubscriptions(self.aws)

    @cached_property
    def replays(self) -> Replays:
        from callinsight.adapters.dynamodb_replays import DynamoDBReplays

        return DynamoDBReplays(self.aws.dynamodb, self.aws.threads, self.settings.operations_table)

    @cached_property
    def sns_certificates(self) -> "SNSCertificates":
        from callinsight.adapters.sns_certificates import SNSCertificates

        return SNSCertificates(self.clock)

    @property
    def _signing(self) -> Sender | None:
        from callinsight.adapters.signed_events import SigningSender

        keys = self._keys(
            self.settings.events_signing_keys, self.settings.events_signing_keys_secret
        )
        return None if keys is None else SigningSender(keys, self.clock)

    @property
    def _eventbridge(self) -> Sender | None:
        from callinsight.adapters.eventbridge_events import EventBridgeSender

        keys = self._keys(self.settings.events_api_keys, self.settings.events_api_keys_secret)
        return None if keys is None else EventBridgeSender(keys, self.settings.events_account_id)

    @property
    def _sns(self) -> Sender | None:
        if not self.settings.sns_topic_arns:
            return None
        from callinsight.adapters.sns_messages import SNSSender

        return SNSSender(self.settings.sns_topic_arns, self.sns_certificates, self.clock)

    def _keys(self, given: Sequence[SecretStr], name: str | None) -> "EventKeys | None":
        if not given and name is None:
            return None
        from callinsight.adapters.event_keys import EventKeys
        from callinsight.adapters.secrets_manager import SecretsManagerSecret

        kept = (
            None
            if name is None
            else SecretsManagerSecret(self.aws.secrets_manager, self.aws.threads, name)
        )
        return EventKeys([key.get_secret_value() for key in given], kept)
