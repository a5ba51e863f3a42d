"""News of calls that ended, handed over from their records to one delivery for each target."""

from collections.abc import Sequence
from functools import partial

from callinsight.clock import Clock
from callinsight.dispatcher.one_call import OneCall
from callinsight.domain.delivery import Target, delivery_of
from callinsight.domain.transitions import handed_over
from callinsight.ports.calls import CallStore
from callinsight.ports.deliveries import DeliveryStore

AT_ONCE = 50


class Outbox:
    """Empties the lane `notify`; two of these at once hand everything over once."""

    def __init__(
        self,
        calls: CallStore,
        deliveries: DeliveryStore,
        targets: Sequence[Target],
        clock: Clock,
    ) -> None:
        self._calls = calls
        self._deliveries = deliveries
        self._targets = targets
        self._clock = clock
        self._one_call = OneCall(calls, clock)

    async def run(self) -> int:
        """Hand over the news of up to fifty calls; return of how many it was."""
        due = await self._calls.list_due("notify", self._clock(), AT_ONCE)
        handed = 0
        for call_id in due:
            handed += await self._one_call.at_a_time(call_id, partial(self._hand_over, call_id))
        return handed

    async def _hand_over(self, call_id: str) -> bool:
        """Keep the deliveries first, then forget the news: what is handed over twice is kept once.

        If the call is started again in between, its news stays with it and comes here once more
        when it ends. [handover]
        """
        call = await self._calls.get(call_id)
        if call is None or call.lane != "notify" or not call.is_due(self._clock()):
            return False
        for news in call.untold:
            for target in self._targets:
                await self._deliveries.add_delivery(delivery_of(news, target, self._clock()))
        return await self._calls.apply(handed_over(call, self._clock())) is not None
