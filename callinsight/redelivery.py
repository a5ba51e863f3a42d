"""News sent once more because a person asks for it, through the API or the command line."""

import re
from collections.abc import AsyncIterator, Sequence

from callinsight.clock import Clock
from callinsight.domain.delivery import DELIVERY_ID, Delivery, Target, replayed
from callinsight.domain.errors.call import ConflictError, DeliveryNotFoundError
from callinsight.ports.deliveries import DeliveryStore

PAGE = 100


class Redelivery:
    """Finds deliveries for people, and makes them due again."""

    def __init__(self, deliveries: DeliveryStore, targets: Sequence[Target], clock: Clock) -> None:
        self._deliveries = deliveries
        self._targets = frozenset(target.name for target in targets)
        self._clock = clock

    async def replay(self, delivery_id: str) -> Delivery:
        """Let a delivery be made once more with the same id, whatever has become of it.

        Raises `DeliveryNotFoundError`, or `ConflictError` if its target is not configured any more.
        """
        known = re.fullmatch(DELIVERY_ID, delivery_id) is not None
        seen = await self._deliveries.get_delivery(delivery_id) if known else None
        if seen is None:
            raise DeliveryNotFoundError("There is no delivery with this id.")
        if seen.target not in self._targets:
            raise ConflictError("The delivery's target is not among WEBHOOK_URLS any more.")
        to = replayed(seen, self._clock())
        if not await self._deliveries.change_delivery(seen, to):
            raise ConflictError("The delivery was changed at the same moment; ask again.")
        return to

    async def replay_failed(self) -> AsyncIterator[Delivery | None]:
        """Replay all that was given up, one by one; None is one that could not be replayed."""
        cursor: str | None = None
        while True:
            page = await self._deliveries.list_deliveries(failed=True, limit=PAGE, cursor=cursor)
            for delivery in page.deliveries:
                try:
                    yield await self.replay(delivery.delivery_id)
                except (ConflictError, DeliveryNotFoundError):
                    yield None
            if page.cursor is None:
                return
            cursor = page.cursor
