"""Results that a provider brings: stored where the step that waits for them looks."""

import logging
from collections.abc import Mapping

from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.calls import CallStore
from callinsight.ports.webhooks import Webhook
from callinsight.steps.artifact_keys import artifact_key

_log = logging.getLogger(__name__)


class Deliveries:
    """Takes what a provider's webhook brings; taking it again changes nothing."""

    def __init__(self, webhook: Webhook, calls: CallStore, artifacts: ArtifactStore) -> None:
        self._webhook = webhook
        self._calls = calls
        self._artifacts = artifacts

    @property
    def limit_bytes(self) -> int:
        """How large a body may be."""
        return self._webhook.limit_bytes

    def require_signature(self, headers: Mapping[str, str]) -> None:
        """Raise `WebhookSignatureError` for what needs no reading to be refused."""
        self._webhook.require_signature(headers)

    async def take(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Store a result as the answer of its request; say whether it was of use.

        It has been paid for, so it is stored whoever owns the call now, but never for a call that
        is unknown or was erased. Raises `WebhookSignatureError`, and `RetryableError` while a
        store is away.
        """
        delivery = self._webhook.delivery(headers, body)
        if delivery is None:
            return False
        call = await self._calls.get(delivery.call_id)
        if call is None or call.erased_at is not None:
            _log.info("A provider brought the result of call %s, which is gone", delivery.call_id)
            return False
        key = artifact_key(delivery.call_id, "transcribe", delivery.fingerprint, "answer")
        if await self._artifacts.get(key) is None:
            await self._artifacts.put(key, delivery.body)
        return True
