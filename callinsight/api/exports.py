"""Lists of calls as files."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import StringConstraints

from callinsight.api.access import needs
from callinsight.api.call_query import Wanted
from callinsight.api.exporting import Format, exported
from callinsight.domain.access import Scope
from callinsight.services import services

router = APIRouter(prefix="/calls", tags=["calls"])

_MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/x-ndjson; charset=utf-8",
}
CallId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "One line per call, newest first",
            "content": {kind.partition(";")[0]: {} for kind in _MEDIA_TYPES.values()},
        }
    },
    dependencies=[needs(Scope.READ)],
)
async def export_calls(
    wanted: Wanted,
    format: Format = "csv",  # noqa: A002  (the name of the query parameter)
    call_id: Annotated[list[CallId], Query(max_length=500)] = [],  # noqa: B006  (FastAPI copies it)
) -> StreamingResponse:
    """Write all calls that a list would show, or the chosen ones among them.

    The file is written while it is read, to the end of the list; one that could not be finished
    breaks off as a transfer, and clients say so.
    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    world = services()
    lines = exported(world.calls, wanted, call_id, format)
    first = await anext(lines, "")  # what is wrong is told before the file begins
    name = f"callinsight-calls-{world.clock():%Y-%m-%d}.{format}"
    return StreamingResponse(
        _from(first, lines),
        media_type=_MEDIA_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _from(first: str, rest: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for chunk in rest:
        yield chunk
