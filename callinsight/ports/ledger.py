"""The ledger: lines of paid requests, and what each day cost."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from callinsight.domain.ledger import Account, LedgerLine, Spending


class Ledger(Protocol):
    """Keeps one line per paid request, and the sums of each day in the same write."""

    async def add(self, line: LedgerLine) -> bool:
        """Keep a line, and count it; return False if nothing changed.

        A request that has its line keeps it, on the day it was first written; only a line without
        a price takes one. Raises `ServiceUnavailableError` where two writers met: ask again.
        """
        ...

    async def of_call(self, call_id: str) -> Sequence[LedgerLine]:
        """Return the lines of one call, by id."""
        ...

    async def of_day(self, day: date) -> Mapping[Account, Spending]:
        """Return what a day in UTC cost, erased calls included."""
        ...

    async def erase_lines(self, call_id: str) -> None:
        """Forget the lines of a call; what it cost stays in the sums."""
        ...
