"""Reading calls to export them: page by page, each with its whole analysis."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from callinsight.domain.call import Call
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.calls import CallQuery, CallStore

PAGE = 250
READS_AT_ONCE = 16


async def pages_of(calls: CallStore, query: CallQuery) -> AsyncIterator[Sequence[Call]]:
    """Yield the rows that a query finds, a page at a time."""
    while True:
        page = await calls.list_calls(replace(query, limit=PAGE))
        yield page.calls
        if page.cursor is None:
            return
        query = replace(query, cursor=page.cursor)


async def whole_calls(
    calls: CallStore, artifacts: ArtifactStore, rows: Sequence[Call]
) -> list[Call]:
    """Return the records behind the rows of a list, with whole analyses, but no erased call."""
    limit = asyncio.Semaphore(READS_AT_ONCE)

    async def read(row: Call) -> Call | None:
        async with limit:
            call = await calls.get(row.call_id)
            return call and await with_whole_analysis(artifacts, call)

    found = await asyncio.gather(*map(read, rows))
    return [call for call in found if call is not None and call.erased_at is None]


async def with_whole_analysis(artifacts: ArtifactStore, call: Call) -> Call:
    """Return the call with its analysis, read from its artifact if the record holds an excerpt."""
    if call.analysis is None or "answers" in call.analysis:
        return call
    artifact = call.analysis["artifact"]  # too large for the record
    body = await artifacts.get(artifact)
    whole = json.loads(body) | {"artifact": artifact} if body else call.analysis
    return call.model_copy(update={"analysis": whole})
