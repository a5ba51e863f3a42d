"""Lists of calls as lines of a file, read page by page."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Literal

from callinsight.api.views import CallListed, listed
from callinsight.domain.call import Call
from callinsight.domain.spreadsheet import csv_line
from callinsight.ports.calls import CallQuery, CallStore

Format = Literal["csv", "jsonl"]
_PAGE = 250

_FIELDS = [name for name in CallListed.model_fields if name != "failure"]
_FAILURE = ("step", "code", "message", "hint")
COLUMNS = [*_FIELDS, *(f"failure_{name}" for name in _FAILURE)]


async def exported(
    calls: CallStore, query: CallQuery, call_ids: Sequence[str], form: Format
) -> AsyncIterator[str]:
    """Yield the lines of all calls that a query finds, a chunk per page, however many there are.

    With ids, of those calls among them that the query fits. A page is read when its chunk is asked
    for: what is held does not grow with the list.
    """
    pages = _chosen(calls, query, call_ids) if call_ids else _pages(calls, query)
    write = _csv if form == "csv" else _json
    begin = csv_line(COLUMNS) if form == "csv" else ""
    async for page in pages:
        yield begin + "".join(write(listed(call)) for call in page)
        begin = ""
    if begin:
        yield begin


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
    for call_id in dict.fromkeys(call_ids):
        call = await calls.get(call_id)
        if call is not None and call.erased_at is None and query.matches(call):
            yield [call]


def _csv(row: CallListed) -> str:
    values = row.model_dump(mode="json")
    failure = values["failure"] or {}
    return csv_line([*(values[n] for n in _FIELDS), *(failure.get(n) for n in _FAILURE)])


def _json(row: CallListed) -> str:
    return f"{row.model_dump_json()}\n"
