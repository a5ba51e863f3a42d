"""The audit: one line for each change, written once the change is made."""

import logging
from collections.abc import Sequence
from typing import Any

from ulid import ULID

from callinsight.clock import Clock
from callinsight.domain.access import Actor
from callinsight.domain.audit import AuditLine
from callinsight.domain.errors.base import CallInsightError
from callinsight.ports.audit import AuditLog, AuditPage

_log = logging.getLogger(__name__)

LINES_OF_A_CALL = 200


class Audit:
    """Notes what people change, and tells it again."""

    def __init__(self, log: AuditLog, clock: Clock) -> None:
        self._kept = log
        self._clock = clock

    async def note(self, actor: Actor, action: str, call_id: str | None, **details: Any) -> None:
        """Keep a line about a change that was made.

        The change stands, so a line that cannot be kept is no reason to refuse it: then the log
        has the line, with the code of what went wrong. Details that are None are left out.
        """
        line = AuditLine(
            id=str(ULID()).lower(),
            at=self._clock(),
            kind=actor.kind,
            actor=actor.name,
            action=action,
            call_id=call_id,
            details={name: value for name, value in details.items() if value is not None},
        )
        try:
            await self._kept.add(line)
        except CallInsightError as error:
            _log.error("An audit line was not kept (%s): %s", error.code, line.model_dump_json())

    async def of_call(self, call_id: str) -> Sequence[AuditLine]:
        """Return the newest 200 lines of a call, newest first."""
        return await self._kept.of_call(call_id, LINES_OF_A_CALL)

    async def page(self, cursor: str | None, limit: int) -> AuditPage:
        """Return lines of everything, newest first."""
        return await self._kept.page(cursor, limit)
