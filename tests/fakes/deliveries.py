"""Deliveries in memory, and a sender that answers as it is told."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callinsight.adapters.delivery_cursor import read_delivery_cursor, write_delivery_cursor
from callinsight.domain.delivery import Answer, Delivery
from callinsight.ports.deliveries import DeliveryPage


class FakeDeliveryStore:
    """Keeps plain documents, so that nothing survives here that DynamoDB could not store."""

    def __init__(self) -> None:
        self.documents: dict[str, str] = {}

    @property
    def deliveries(self) -> list[Delivery]:
        """All that is kept, by id."""
        return [Delivery.model_validate_json(text) for _, text in sorted(self.documents.items())]

    async def add_delivery(self, delivery: Delivery) -> bool:
        if delivery.delivery_id in self.documents:
            return False
        self.documents[delivery.delivery_id] = delivery.model_dump_json()
        return True

    async def get_delivery(self, delivery_id: str) -> Delivery | None:
        text = self.documents.get(delivery_id)
        return None if text is None else Delivery.model_validate_json(text)

    async def change_delivery(self, seen: Delivery, to: Delivery) -> bool:
        known = await self.get_delivery(seen.delivery_id)
        if known is None or known.version != seen.version:
            return False
        self.documents[to.delivery_id] = to.model_dump_json()
        return True

    async def list_due_deliveries(self, target: str, now: datetime, limit: int) -> Sequence[str]:
        due = [
            (delivery.due_at, delivery.delivery_id)
            for delivery in self.deliveries
            if delivery.target == target and delivery.due_at is not None and delivery.due_at <= now
        ]
        return [delivery_id for _, delivery_id in sorted(due)][:limit]

    async def list_deliveries(
        self, *, failed: bool, limit: int, cursor: str | None = None
    ) -> DeliveryPage:
        after = read_delivery_cursor(cursor, failed=failed)
        rest = [
            delivery
            for delivery in reversed(self.deliveries)
            if (not failed or delivery.state == "failed")
            and (after is None or delivery.delivery_id < after)
        ]
        page = tuple(rest[:limit])
        more = len(rest) > len(page)
        return DeliveryPage(
            page, write_delivery_cursor(page[-1].delivery_id, failed=failed) if more else None
        )


@dataclass(frozen=True)
class Sent:
    """One request as it left."""

    url: str
    body: bytes
    headers: dict[str, str]

    @property
    def document(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


class FakeNewsSender:
    """Takes everything, unless a target is told to answer otherwise."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.answers: dict[str, list[Answer]] = {}
        self.during: Callable[[str], Awaitable[None]] | None = None

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.sent.append(Sent(url, body, dict(headers)))
        if self.during is not None:
            await self.during(url)
        scripted = self.answers.get(url, [])
        return scripted.pop(0) if scripted else Answer(status=204)

    def ids(self, url: str | None = None) -> list[str]:
        """The ids of the news that was sent, in order."""
        return [s.document["id"] for s in self.sent if url in {None, s.url}]
