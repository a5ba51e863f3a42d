"""What every audit log does."""

from datetime import datetime, timedelta

import pytest
from ulid import ULID

from callinsight.domain.audit import AuditLine
from callinsight.domain.errors.call import CursorError
from callinsight.ports.audit import AuditLog
from tests.builders import NOON
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


def a_line(at: datetime = NOON, call_id: str | None = "c1", **fields: object) -> AuditLine:
    """A line nobody else has."""
    line = AuditLine(
        id=str(ULID()).lower(),
        at=at,
        kind="local",
        actor="local",
        action="call.change",
        call_id=call_id,
        details={"metadata": ["agent"], "swap_roles": True},
    )
    return line.model_copy(update=fields)


async def test_a_line_comes_back_as_it_was_kept_newest_first(audit_log: AuditLog) -> None:
    lines = [a_line(NOON + timedelta(minutes=minute)) for minute in range(3)]
    for line in (lines[1], lines[0], lines[2]):
        await audit_log.add(line)
    await audit_log.add(a_line(call_id="c2"))
    assert await audit_log.of_call("c1", 10) == lines[::-1]
    assert await audit_log.of_call("c1", 2) == lines[:0:-1]
    assert await audit_log.of_call("c9", 10) == []


async def test_lines_of_one_moment_are_all_kept(audit_log: AuditLog) -> None:
    for _ in range(3):
        await audit_log.add(a_line())
    assert len(await audit_log.of_call("c1", 10)) == 3


async def test_all_lines_are_paged_through_once_over_months(audit_log: AuditLog) -> None:
    made = [a_line(NOON - timedelta(days=20 * n), call_id=None) for n in range(7)]
    for line in made:
        await audit_log.add(line)
    page = await audit_log.page(None, 3)
    seen = [*page.lines]
    while page.cursor is not None:
        page = await audit_log.page(page.cursor, 3)
        seen += page.lines
    assert seen == made


@pytest.mark.parametrize("cursor", ["nonsense", "WzFd", "W10", "", "eyJhIjoxfQ", "ä"])
async def test_a_cursor_of_nobody_is_refused(audit_log: AuditLog, cursor: str) -> None:
    with pytest.raises(CursorError):
        await audit_log.page(cursor, 3)
