"""The ledger in memory."""

from collections.abc import Mapping, Sequence
from datetime import date

from callinsight.domain.ledger import (
    Account,
    LedgerLine,
    Spending,
    settled,
    settling,
    spending_of,
)


class FakeLedger:
    """Lines by the id of their request, and sums that outlive them."""

    def __init__(self) -> None:
        self.lines: dict[str, LedgerLine] = {}
        self.sums: dict[Account, Spending] = {}

    async def add(self, line: LedgerLine) -> bool:
        before = self.lines.get(line.id)
        if before is None:
            self._keep(line, {line.account: spending_of(line)})
            return True
        known = settled(before, line)
        if known is None:
            return False
        self._keep(known, settling(before, known))
        return True

    async def of_call(self, call_id: str) -> Sequence[LedgerLine]:
        return [self.lines[name] for name in sorted(self.lines) if name.startswith(f"{call_id}#")]

    async def of_day(self, day: date) -> Mapping[Account, Spending]:
        of_day = {account: spent for account, spent in self.sums.items() if account.day == day}
        return {account: spent for account, spent in of_day.items() if spent.requests}

    async def erase_lines(self, call_id: str) -> None:
        for line in await self.of_call(call_id):
            del self.lines[line.id]

    def _keep(self, line: LedgerLine, counted: Mapping[Account, Spending]) -> None:
        self.lines[line.id] = LedgerLine.model_validate_json(line.model_dump_json())
        for account, spent in counted.items():
            self.sums[account] = self.sums.get(account, Spending()) + spent
