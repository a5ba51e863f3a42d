"""Alarms: one CRITICAL line for all processes when a provider needs a person, INFO when it is over.

The lines are logged under `callinsight.alarms`, the name on which an alert may be built.
"""

import logging

from callinsight.domain.alarm import Alarm
from callinsight.domain.errors.base import CallInsightError
from callinsight.ports.operations import AlarmStore

_log = logging.getLogger(__name__)


class Alarms:
    """Raises each alarm once until it is cleared, whichever process meets its cause."""

    def __init__(self, store: AlarmStore) -> None:
        self._store = store

    async def raise_once(self, alarm: Alarm) -> bool:
        """Raise the alarm; return whether it is new. With the store away it counts as new."""
        try:
            is_new = await self._store.open_alarm(alarm)
        except CallInsightError:
            is_new = True  # twice is better than never
        if is_new:
            _log.critical("%s: %s. %s", alarm.event, alarm.provider, alarm.hint)
        return is_new

    async def clear(self, provider: str) -> None:
        """End the provider's alarm, if there is one: it answers again."""
        try:
            cleared = await self._store.close_alarm(provider)
        except CallInsightError as error:
            _log.warning("An alarm could not be cleared (%s).", error.code)
            return
        if cleared is not None:
            _log.info("%s: %s is over.", cleared.event, cleared.provider)
