"""What goes wrong with one call stays with it."""

import logging
from collections.abc import Awaitable, Callable

from callinsight.clock import Clock
from callinsight.domain.dispatch import LOOK_AT_PAUSED
from callinsight.domain.errors import CallInsightError
from callinsight.logs import without_text
from callinsight.ports.calls import CallStore

_log = logging.getLogger(__name__)


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
        try:
            return bool(await look())
        except but_not:
            raise
        except CallInsightError as error:
            _log.warning("Call %s waits: %s", call_id, error)
            await self._postpone(call_id)
        except Exception as error:  # noqa: BLE001
            _log.error("Call %s met an unexpected %s", call_id, without_text(error))
            await self._postpone(call_id)
        return False

    async def _postpone(self, call_id: str) -> None:
        now = self._clock()
        try:
            await self._calls.postpone(call_id, now, now + LOOK_AT_PAUSED)
        except CallInsightError as error:
            _log.warning("Call %s could not be put off: %s", call_id, error)
