"""The audit in memory."""

from collections.abc import Sequence

from callinsight.domain.audit import AuditLine
from callinsight.domain.errors.call import CursorError
from callinsight.ports.audit import AuditPage


class FakeAuditLog:
    """A list of lines."""

    def __init__(self) -> None:
        self.lines: list[AuditLine] = []

    async def add(self, line: AuditLine) -> None:
        self.lines.append(AuditLine.model_validate_json(line.model_dump_json()))

    async def of_call(self, call_id: str, limit: int) -> Sequence[AuditLine]:
        return [line for line in self._newest() if line.call_id == call_id][:limit]

    async def page(self, cursor: str | None, limit: int) -> AuditPage:
        known = {line.position for line in self.lines}
        if cursor is not None and cursor not in known:
            raise CursorError("The cursor was not issued by this list.")
        rest = [line for line in self._newest() if cursor is None or line.position < cursor]
        page = rest[:limit]
        return AuditPage(page, page[-1].position if len(rest) > limit else None)

    def _newest(self) -> list[AuditLine]:
        return sorted(self.lines, key=lambda line: line.position, reverse=True)
