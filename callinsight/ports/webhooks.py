"""Results that a provider brings by itself, instead of being asked for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Delivery:
    """The result of one paid request, and which request it was."""

    call_id: str
    fingerprint: str
    body: bytes


class Webhook(Protocol):
    """What a provider sends to us, and how it proves that it is the sender."""

    limit_bytes: int

    def require_signature(self, headers: Mapping[str, str]) -> None:
        """Look at the signature before the body: a recent one must be there at all.

        Raises `WebhookSignatureError`.
        """
        ...

    def delivery(self, headers: Mapping[str, str], body: bytes) -> Delivery | None:
        """Return the result in a body as it was sent, or None for news of another kind.

        Raises `WebhookSignatureError` before anything in the body is believed.
        """
        ...
