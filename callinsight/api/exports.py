"""Lists of calls as files."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import StringConstraints

from callinsight.api.access import needs
from callinsight.api.call_query import Wanted
from callinsight.api.examples.calls import SHOWN
from callinsight.api.examples.ids import CALL_ID
from callinsight.api.exporting import Format, exported, header, json_line, table_line
from callinsight.domain.access import Scope
from callinsight.domain.call import Call
from callinsight.domain.export_columns import ExportColumns
from callinsight.services import services

router = APIRouter(prefix="/calls", tags=["calls"])

_MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/x-ndjson; charset=utf-8",
}
_CALL = Call.model_validate({name: SHOWN[name] for name in SHOWN if name in Call.model_fields})
_COLUMNS = ExportColumns(
    answers=(("summary",), ("objections",)),
    checks=("introduction",),
    metadata=tuple(_CALL.metadata),
)
_EXAMPLES: dict[Format, str] = {
    "csv": header(_COLUMNS) + table_line(_CALL, _COLUMNS),
    "jsonl": json_line(_CALL),
}
ChosenId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "One line per call, newest first",
            "content": {
                kind.partition(";")[0]: {"example": _EXAMPLES[form]}
                for form, kind in _MEDIA_TYPES.items()
            },
        }
    },
    dependencies=[needs(Scope.READ)],
)
async def export_calls(
    wanted: Wanted,
    format: Annotated[  # noqa: A002  (the name of the query parameter)
        Format, Query(description="a table, or a JSON document a line")
    ] = "csv",
    call_id: Annotated[
        list[ChosenId],
        Query(max_length=500, description="only these calls", examples=[[CALL_ID]]),
    ] = [],  # noqa: B006  (FastAPI copies it)
) -> StreamingResponse:
    """Write all calls that a list would show, or the chosen ones among them.

    The file is written while it is read, to the end of the list; one that could not be finished
    breaks off as a transfer, and clients say so.
    A table has a column for each answer and check of the profiles' current versions, the talk shares, and
    the metadata of the first 250 calls; what a call has beyond them stands as JSON in `more`. Each JSON
    line has `analysis`, `metrics` and `metadata` in full.
    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    world = services()
    lines = exported(world, wanted, call_id, format)
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
