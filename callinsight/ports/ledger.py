"""The ledger's lines."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from callinsight.domain.ledger import LedgerLine


class Ledger(Protocol):
    """Keeps one line per paid request."""

    async def add(self, line: LedgerLine) -> bool:
        """Keep a line; return False, and change nothing, if its request has one."""
        ...

    async def of_call(self, call_id: str) -> Sequence[LedgerLine]:
        """Return the lines of one call, by id."""
        ...

    async def of_day(self, day: date) -> Sequence[LedgerLine]:
        """Return the lines of one day in UTC, by id."""
        ...
