"""The audit's lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from callinsight.domain.audit import AuditLine


@dataclass(frozen=True)
class AuditPage:
    """Some lines, newest first; `cursor` continues behind them."""

    lines: Sequence[AuditLine]
    cursor: str | None


class AuditLog(Protocol):
    """Keeps lines for ever; there is no way to change or remove one."""

    async def add(self, line: AuditLine) -> None:
        """Keep a line."""
        ...

    async def of_call(self, call_id: str, limit: int) -> Sequence[AuditLine]:
        """Return the newest lines of one call, newest first."""
        ...

    async def page(self, cursor: str | None, limit: int) -> AuditPage:
        """Return lines of everything, newest first; raises `CursorError` for a foreign cursor."""
        ...
