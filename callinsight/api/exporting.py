"""Lists of calls as lines of a file, read page by page."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import Any, Literal

from callinsight.api.views import CallListed, listed
from callinsight.domain.call import Call
from callinsight.domain.export_columns import ExportColumns, export_columns
from callinsight.domain.spreadsheet import BYTE_ORDER_MARK, csv_line
from callinsight.ports.calls import CallQuery, CallStore
from callinsight.services import Services

Format = Literal["csv", "jsonl"]
_PAGE = 250
_READS_AT_ONCE = 16

_FIELDS = [name for name in CallListed.model_fields if name != "failure"]
_FAILURE = ("step", "code", "message", "hint")
ROW_COLUMNS = [*_FIELDS, *(f"failure_{name}" for name in _FAILURE)]


async def exported(
    world: Services, query: CallQuery, call_ids: Sequence[str], form: Format
) -> AsyncIterator[str]:
    """Yield the lines of all calls that a query finds, a chunk per page, however many there are.

    With ids, of those calls among them that the query fits. A page is read when its chunk is asked
    for: what is held does not grow with the list. The columns of a table are those of the first page.
    """
    found = _chosen(world.calls, query, call_ids) if call_ids else _pages(world.calls, query)
    write: Callable[[Call], str] | None = None
    async for rows in found:
        calls = await _whole(world, rows)
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


async def _pages(calls: CallStore, query: CallQuery) -> AsyncIterator[Sequence[Call]]:
    while True:
        page = await calls.list_calls(replace(query, limit=_PAGE))
        yield page.calls
        if page.cursor is None:
            return
        query = replace(query, cursor=page.cursor)


async def _chosen(
    calls: CallStore, query: CallQuery, call_ids: Sequence[str]
) -> AsyncIterator[Sequence[Call]]:
    """Yield the rows of the chosen calls at once: there are few, and they share their columns."""
    limit = asyncio.Semaphore(_READS_AT_ONCE)

    async def read(call_id: str) -> Call | None:
        async with limit:
            return await calls.get(call_id)

    chosen = await asyncio.gather(*map(read, dict.fromkeys(call_ids)))
    yield [call for call in chosen if call and call.erased_at is None and query.matches(call)]


async def _whole(world: Services, rows: Sequence[Call]) -> list[Call]:
    """Return the records behind the rows of a list, with whole analyses, but no erased call."""
    limit = asyncio.Semaphore(_READS_AT_ONCE)

    async def read(row: Call) -> Call | None:
        async with limit:
            call = await world.calls.get(row.call_id)
            return call and await with_whole_analysis(world, call)

    calls = await asyncio.gather(*map(read, rows))
    return [call for call in calls if call is not None and call.erased_at is None]


async def with_whole_analysis(world: Services, call: Call) -> Call:
    """Return the call with its analysis, read from its artifact if the record holds an excerpt."""
    if call.analysis is None or "answers" in call.analysis:
        return call
    artifact = call.analysis["artifact"]  # too large for the record
    body = await world.artifacts.get(artifact)
    whole = json.loads(body) | {"artifact": artifact} if body else call.analysis
    return call.model_copy(update={"analysis": whole})


def header(columns: ExportColumns) -> str:
    """Return the first line of a table."""
    return csv_line([*ROW_COLUMNS, *columns.names])


def table_line(call: Call, columns: ExportColumns) -> str:
    """Return a call as a line of a table."""
    return csv_line([*row_cells(listed(call)), *columns.cells(call)])


def row_cells(row: CallListed) -> list[Any]:
    """Return the cells that every table has."""
    values = row.model_dump(mode="json")
    failure = values["failure"] or {}
    return [*(values[n] for n in _FIELDS), *(failure.get(n) for n in _FAILURE)]


def json_line(call: Call) -> str:
    """Return a call as a JSON document in one line, with all that was found out about it."""
    more = {"analysis": call.analysis, "metrics": call.metrics, "metadata": call.metadata}
    document = listed(call).model_dump(mode="json") | more
    return f"{json.dumps(document, ensure_ascii=False)}\n"
