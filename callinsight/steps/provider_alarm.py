"""The alarm of one provider: raised once for all calls and processes, cleared by a success."""

import asyncio

from callinsight.alarms import Alarms
from callinsight.clock import Clock
from callinsight.domain.alarm import OUTAGE_EVENT, Alarm

LONG_OUTAGE_SECONDS = 300.0
_LOOK_SECONDS = 300.0
_OUTAGE_HINT = "Look at the provider's status page; calls wait and go on by themselves."


class ProviderAlarm:
    """Knows when a provider needs a person; another process may have raised what this one clears."""

    def __init__(self, provider: str, alarms: Alarms, clock: Clock) -> None:
        self._provider = provider
        self._alarms = alarms
        self._clock = clock
        self._cleared_at = float("-inf")
        self._clearing: set[asyncio.Task[None]] = set()

    async def raise_once(self, event: str, hint: str) -> bool:
        """Raise an alarm; return False if it has been raised already, here or elsewhere."""
        alarm = Alarm(provider=self._provider, event=event, hint=hint, since=self._clock())
        return await self._alarms.raise_once(alarm)

    async def raise_for_long(self, open_since: float | None, now: float) -> None:
        """Raise the alarm of an outage once that lasts, in monotonic seconds."""
        if open_since is not None and now - open_since >= LONG_OUTAGE_SECONDS:
            await self.raise_once(OUTAGE_EVENT, _OUTAGE_HINT)

    def clear(self) -> None:
        """End the alarm, beside the caller: it has a paid answer in hand that must be stored."""
        task = asyncio.get_running_loop().create_task(self._alarms.clear(self._provider))
        self._clearing.add(task)
        task.add_done_callback(self._clearing.discard)

    def clear_now_and_then(self, now: float) -> None:
        """End what another process may have left behind: looked for at most every five minutes."""
        if now - self._cleared_at >= _LOOK_SECONDS:
            self._cleared_at = now
            self.clear()
