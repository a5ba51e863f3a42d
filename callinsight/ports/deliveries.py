"""News on its way out: its deliveries, and the wire to those who receive them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from callinsight.domain.delivery import Answer, Delivery


@dataclass(frozen=True)
class DeliveryPage:
    """One page of a list; `cursor` continues it."""

    deliveries: tuple[Delivery, ...]
    cursor: str | None


class DeliveryStore(Protocol):
    """Keeps deliveries for 30 days."""

    async def add_delivery(self, delivery: Delivery) -> bool:
        """Keep a new delivery; False if one with its id is there already."""
        ...

    async def get_delivery(self, delivery_id: str) -> Delivery | None:
        """Return a delivery as it is now, or None."""
        ...

    async def change_delivery(self, seen: Delivery, to: Delivery) -> bool:
        """Replace a delivery by its next version; False if it is not as it was seen any more."""
        ...

    async def list_due_deliveries(self, target: str, now: datetime, limit: int) -> Sequence[str]:
        """Return the ids of a target's deliveries that are due, the longest due first."""
        ...

    async def list_deliveries(
        self, *, failed: bool, limit: int, cursor: str | None = None
    ) -> DeliveryPage:
        """Return a page of deliveries, those of the newest calls first.

        Raises `CursorError` for a cursor that is not ours.
        """
        ...


class NewsSender(Protocol):
    """Posts news to receivers. Whatever goes wrong is an answer, never an exception."""

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once, for ten seconds in all; no redirect is followed, no answer is believed."""
        ...
