"""Live status as server-sent events."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import lru_cache
from time import monotonic
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse

from callinsight.api.access import StillLetIn, needs
from callinsight.api.examples.ids import CALL_ID
from callinsight.api.views import listed
from callinsight.domain.access import Scope
from callinsight.live import LiveCalls
from callinsight.services import services
from callinsight.viewers import Change, End, Reset, Told, Viewer

STILL_HERE_SECONDS = 15.0

router = APIRouter(prefix="/calls", tags=["calls"])

_EVENT = f"""\
event: erased
id: 2026-11-23T12:01:08.000000Z
data: {{"call_id":"{CALL_ID}"}}

"""
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "`call` (a row of the list), `erased` ({call_id}) or `reset` (load again)",
        "content": {"text/event-stream": {"example": _EVENT}},
    }
}


@router.get(
    "/events",
    dependencies=[needs(Scope.READ)],
    response_class=StreamingResponse,
    responses=_STREAM,
)
async def watch_calls(
    still_let_in: StillLetIn,
    call_id: Annotated[
        str | None,
        Query(min_length=1, max_length=64, description="only this call", examples=[CALL_ID]),
    ] = None,
    last_event_id: Annotated[
        str | None,
        Header(alias="Last-Event-ID", max_length=64, description="the last `id` that was told"),
    ] = None,
) -> StreamingResponse:
    """Tell of every change of a call within seconds, until the client leaves.

    Last-Event-ID goes on where a connection ended; a change may be told twice, none is left out
    without a `reset`. It ends within a minute once the credential is revoked or has expired.
    """
    live = services().live
    live.require_room()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _stream(live, last_event_id, call_id, still_let_in),
        media_type="text/event-stream",
        headers=headers,
    )


async def _stream(
    live: LiveCalls,
    last_position: str | None,
    call_id: str | None,
    still_let_in: Callable[[], Awaitable[bool]],
) -> AsyncIterator[str]:
    viewer = live.join(last_position, call_id)
    asked_at = monotonic()
    try:
        yield _still_here(live)
        while not isinstance(told := await _next(viewer), End):
            if monotonic() - asked_at >= STILL_HERE_SECONDS:
                if not await still_let_in():
                    return
                asked_at = monotonic()
            yield _still_here(live) if told is None else _written(told)
    finally:
        live.leave(viewer)


async def _next(viewer: Viewer) -> Told | None:
    """Return what is to be told next, or None if nothing was for a while."""
    try:
        return await asyncio.wait_for(viewer.waiting.get(), STILL_HERE_SECONDS)
    except TimeoutError:
        return None


def _still_here(live: LiveCalls) -> str:
    """Return a comment that keeps the connection, and the place to go on from."""
    return f": still here\nid: {live.position}\n\n"


@lru_cache(maxsize=1024)
def _written(told: Change | Reset) -> str:
    """Return one event; a change is written once for all who watch."""
    if isinstance(told, Reset):
        name, row = "reset", "{}"
    elif told.call.erased_at is not None:
        name, row = "erased", f'{{"call_id":"{told.call.call_id}"}}'
    else:
        name, row = "call", listed(told.call).model_dump_json()
    return f"event: {name}\nid: {told.position}\ndata: {row}\n\n"
