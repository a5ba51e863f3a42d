"""Lists of calls as lines of a file, read page by page."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Literal

from pydantic_core import to_jsonable_python

from callinsight.api.views import listed
from callinsight.domain.call import Call
from callinsight.domain.call_columns import ROW
from callinsight.domain.export_columns import ExportColumns, export_columns
from callinsight.domain.spreadsheet import BYTE_ORDER_MARK, csv_line
from callinsight.exporting.reading import READS_AT_ONCE, pages_of, whole_calls
from callinsight.ports.calls import CallQuery, CallStore
from callinsight.services import Services

Format = Literal["csv", "jsonl"]

ROW_COLUMNS = [column.name for column in ROW]


async def exported(
    world: Services, query: CallQuery, call_ids: Sequence[str], form: Format
) -> AsyncIterator[str]:
    """Yield the lines of all calls that a query finds, a chunk per page, however many there are.

    With ids, of those calls among them that the query fits. A page is read when its chunk is asked
    for: what is held does not grow with the list. The columns of a table are those of the first page.
    """
    found = _chosen(world.calls, query, call_ids) if call_ids else pages_of(world.calls, query)
    write: Callable[[Call], str] | None = None
    async for rows in found:
        calls = await whole_calls(world.calls, world.artifacts, rows)
        begin = ""
        if write is None:
            begin, write = await _form(world, calls, form)
        yield begin + "".join(map(write, calls))


async def _form(
    world: Services, calls: Sequence[Call], form: Format
) -> tuple[str, Callable[[Call], str]]:
    """Return how a file begins, and what writes its lines."""
    if form == "jsonl":
        return "", json_line
    columns = export_columns(await world.profile_store.list_current(), calls)
    return BYTE_ORDER_MARK + header(columns), lambda call: table_line(call, columns)


async def _chosen(
    calls: CallStore, query: CallQuery, call_ids: Sequence[str]
) -> AsyncIterator[Sequence[Call]]:
    """Yield the rows of the chosen calls at once: there are few, and they share their columns."""
    limit = asyncio.Semaphore(READS_AT_ONCE)

    async def read(call_id: str) -> Call | None:
        async with limit:
            return await calls.get(call_id)

    chosen = await asyncio.gather(*map(read, dict.fromkeys(call_ids)))
    yield [call for call in chosen if call and call.erased_at is None and query.matches(call)]


def header(columns: ExportColumns) -> str:
    """Return the first line of a table."""
    return csv_line([*ROW_COLUMNS, *columns.names])


def table_line(call: Call, columns: ExportColumns) -> str:
    """Return a call as a line of a table."""
    row: list[Any] = to_jsonable_python([column.of(call) for column in ROW])
    return csv_line([*row, *columns.cells(call)])


def json_line(call: Call) -> str:
    """Return a call as a JSON document in one line, with all that was found out about it."""
    more = {"analysis": call.analysis, "metrics": call.metrics, "metadata": call.metadata}
    document = listed(call).model_dump(mode="json") | more
    return f"{json.dumps(document, ensure_ascii=False)}\n"
