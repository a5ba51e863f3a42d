"""Deliveries that are due: a signed request each, a few at a time for every target."""

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial

from callinsight.clock import Clock
from callinsight.dispatcher.outliving import outlived
from callinsight.domain.call import Call
from callinsight.domain.delivery import (
    Answer,
    Delivery,
    Target,
    answered,
    claimed,
    withdrawn,
)
from callinsight.domain.signing import signature_of
from callinsight.ports.calls import CallStore
from callinsight.ports.deliveries import DeliveryStore, NewsSender
from callinsight.ports.secrets import Secret

_log = logging.getLogger(__name__)

AT_ONCE = 4  # for each target: one that is slow holds up no other
LISTED = 40


class Delivering:
    """Sends what is due; of two of these at once one sends each delivery."""

    def __init__(
        self,
        calls: CallStore,
        deliveries: DeliveryStore,
        sender: NewsSender,
        secret: Secret,
        clock: Clock,
        jitter: Callable[[], float],
    ) -> None:
        self._calls = calls
        self._deliveries = deliveries
        self._sender = sender
        self._secret = secret
        self._clock = clock
        self._jitter = jitter

    async def run(self, target: Target, stop: asyncio.Event) -> int:
        """Send up to forty due deliveries of a target; return how many were sent.

        Once `stop` is set nothing new leaves, and what is under way is waited for.
        """
        due = await self._deliveries.list_due_deliveries(target.name, self._clock(), LISTED)
        waiting = iter(due)

        async def one_after_another() -> int:
            sent = 0
            while not stop.is_set() and (delivery_id := next(waiting, None)) is not None:
                act = partial(self._deliver, delivery_id, target)
                sent += bool(await outlived(f"Delivery {delivery_id}", act))
            return sent

        lines = [one_after_another() for _ in range(min(AT_ONCE, len(due)))]
        return sum(await asyncio.gather(*lines))

    async def _deliver(self, delivery_id: str, target: Target) -> bool:
        seen = await self._deliveries.get_delivery(delivery_id)
        now = self._clock()
        if seen is None or seen.due_at is None or seen.due_at > now:
            return False
        claim = claimed(seen, now)
        if not await self._deliveries.change_delivery(seen, claim):
            return False
        call = await self._calls.get(seen.call_id)
        if call is None or call.erased_at is not None:
            await self._settle(claim, withdrawn(claim, self._clock(), "call_erased"))
            return False
        answer = await self._sent(claim, call, target)
        await self._settle(claim, answered(claim, self._clock(), answer, self._jitter()))
        return True

    async def _sent(self, delivery: Delivery, call: Call, target: Target) -> Answer:
        secrets = [part.strip() for part in (await self._secret.value()).split(",")]
        body = body_of(delivery, call)
        return await self._sender.send(
            target.url,
            body,
            {
                "Content-Type": "application/json",
                "User-Agent": "CallInsight",
                "CallInsight-Webhook-Id": delivery.news.id,
                "CallInsight-Signature": signature_of(body, filter(None, secrets), self._clock()),
            },
        )

    async def _settle(self, claim: Delivery, to: Delivery) -> None:
        """Note the outcome; a replay that was asked for meanwhile wins, and sends once more."""
        await self._deliveries.change_delivery(claim, to)
        if to.state == "failed":
            _log.warning("Delivery %s is given up: %s.", to.delivery_id, to.problem)


def body_of(delivery: Delivery, call: Call) -> bytes:
    """Return what is posted: the news, and the name of the file it is about.

    The name is read from the record at that moment, so that it lies nowhere else. An alert has ids
    and codes only, and goes without it.
    """
    news = delivery.news
    name = {} if news.event == "call.alert" else {"file_name": call.file_name}
    document = {
        **news.model_dump(mode="json", include={"id", "event", "created_at"}),
        "call": {**news.call, **name},
    }
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
