"""Calls put into the table as they would stand there, for lists to show."""

import asyncio
from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, Page
from ulid import ULID

from callinsight.domain.call import Call
from callinsight.domain.status import Status
from tests.builders import a_queued_call, a_recording_object
from tests.web.served import ServedPage

_HOUR = timedelta(hours=1)
_ENDED = {Status.COMPLETED, Status.FAILED}


class Shelf:
    """Calls of one customer nobody else has; a list that asks for the customer shows just these."""

    def __init__(self, served: ServedPage) -> None:
        self.served = served
        self.customer = f"Customer {ULID()}"
        self.address = f"index.html?customer={self.customer.replace(' ', '+')}"

    def holds(self, minutes: int = 0, **fields: Any) -> Call:
        """Store a completed call of so many minutes ago; fields say what is otherwise."""
        return self.holds_many([{"minutes": minutes, **fields}])[0]

    def holds_many(self, calls: list[dict[str, Any]]) -> list[Call]:
        """Store calls at once, as `holds` does each."""
        made = [self._made(**fields) for fields in calls]
        self.served.do(self._stored(made))
        return made

    def _made(self, minutes: int, **fields: Any) -> Call:
        now = self.served.world.clock()
        status = fields.setdefault("status", Status.COMPLETED)
        due_at = None if status in _ENDED else now + _HOUR  # the dispatcher leaves it alone
        fields["metadata"] = {"customer": self.customer, **fields.get("metadata", {})}
        lane = None if due_at is None else "watch"
        recording = a_recording_object(bucket=self.served.world.recordings.bucket)
        made = {"due_at": due_at, "lane": lane, "recording": recording}
        made["file_name"] = f"call-{minutes}.wav"
        return a_queued_call(now - timedelta(minutes=minutes), **{**made, **fields})

    async def _stored(self, calls: list[Call]) -> None:
        await asyncio.gather(*(self.served.world.calls.add(call) for call in calls))


def row_of(page: Page, call: Call | str) -> Locator:
    """The row of a call."""
    call_id = call if isinstance(call, str) else call.call_id
    return page.locator(f'.rows .row[data-id="{call_id}"]')


def rows_of(page: Page) -> Locator:
    """All rows shown."""
    return page.locator(".rows .row")
