"""What goes wrong with one call stays with it."""

from collections.abc import Awaitable, Callable

from callinsight.clock import Clock
from callinsight.dispatcher.outliving import outlived
from callinsight.domain.dispatch import LOOK_AT_PAUSED
from callinsight.domain.errors.base import CallInsightError
from callinsight.ports.calls import CallStore


class OneCall:
    """Lets one call after another be looked at, so that a bad one does not starve the others."""

    def __init__(self, calls: CallStore, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock

    async def at_a_time(
        self,
        call_id: str,
        look: Callable[[], Awaitable[bool | None]],
        *,
        but_not: tuple[type[CallInsightError], ...] = (),
    ) -> bool:
        """Return whether `look` did; a call that fails is logged, and looked at in three minutes.

        It may be a record that a newer version wrote and this one cannot even read. Errors of
        `but_not` concern all calls alike and pass through.
        """

        async def looked() -> bool:
            return bool(await look())

        did = await outlived(f"Call {call_id}", looked, but_not=but_not)
        if did is None:
            await self._postpone(call_id)
        return bool(did)

    async def _postpone(self, call_id: str) -> None:
        now = self._clock()
        await outlived(
            f"Call {call_id}", lambda: self._calls.postpone(call_id, now, now + LOOK_AT_PAUSED)
        )
