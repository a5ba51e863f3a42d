"""The ledger in memory."""

from collections.abc import Sequence
from datetime import date

from callinsight.domain.ledger import LedgerLine


class FakeLedger:
    """Lines by the id of their request."""

    def __init__(self) -> None:
        self.lines: dict[str, LedgerLine] = {}

    async def add(self, line: LedgerLine) -> bool:
        kept = LedgerLine.model_validate_json(line.model_dump_json())
        return self.lines.setdefault(line.id, kept) is kept

    async def of_call(self, call_id: str) -> Sequence[LedgerLine]:
        return [line for line in self._by_id() if line.call_id == call_id]

    async def of_day(self, day: date) -> Sequence[LedgerLine]:
        return [line for line in self._by_id() if line.day == day]

    def _by_id(self) -> list[LedgerLine]:
        return [self.lines[name] for name in sorted(self.lines)]
