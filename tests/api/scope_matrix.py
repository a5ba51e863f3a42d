"""The scope matrix, as it is measured: `python -m tests.api.scope_matrix` writes its table anew.

Every route of the API is asked without a credential and with each single scope. Its function is
replaced, so that nothing happens and nothing streams for ever.
"""

import asyncio
import inspect
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import httpx
from fastapi import FastAPI, HTTPException
from fastapi.routing import iter_route_contexts

from callinsight.api.app import create_app
from callinsight.domain.access import Scope
from callinsight.shipped import SHIPPED
from tests.api.credentials import a_key, bearing, calling, guarded_services

PAGE = SHIPPED.parent / "docs" / "access.md"
COLUMNS = ("nothing", *(scope.value for scope in Scope))
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


async def measured(app: FastAPI | None = None) -> dict[str, tuple[bool, ...]]:
    """Return for each route who may use it, in the order of `COLUMNS`."""
    app = app or create_app()
    routes = sorted(routes_of(app))
    _replace_functions(app)
    world = guarded_services(chosen={"callinsight_requests_per_minute": 100_000})
    keys = [await a_key(world, scope) for scope in Scope]
    async with calling(app, world) as client:
        return {
            route: (
                await _may(client, route, {}),
                *[await _may(client, route, bearing(key)) for key in keys],
            )
            for route in routes
        }


def routes_of(app: FastAPI) -> Iterator[str]:
    """Name each method and path, also those that the API's own documentation leaves out."""
    for context in iter_route_contexts(app.routes):
        methods = getattr(context, "methods", None) or {"GET"}
        path = context.path or f"{context.original_route.path}/{{file}}"  # type: ignore[attr-defined]
        path = path.replace(":path}", "}")  # as the documentation names a parameter with slashes
        yield from (f"{method} {path}" for method in methods - {"HEAD"})


def table(matrix: dict[str, tuple[bool, ...]]) -> str:
    """Return the matrix as docs/access.md shows it."""
    head = [f"| route | {' | '.join(COLUMNS)} |", f"| --- |{' --- |' * len(COLUMNS)}"]
    rows = [
        f"| `{route}` | {' | '.join('yes' if may else 'no' for may in who)} |"
        for route, who in matrix.items()
    ]
    return "\n".join([*head, *rows])


async def _may(client: httpx.AsyncClient, route: str, headers: dict[str, str]) -> bool:
    method, path = route.split(" ")
    answer = await client.request(method, re.sub(r"{[^}]*}", "1", path), headers=headers)
    return answer.status_code not in _REFUSED


def _replace_functions(app: FastAPI) -> None:
    for context in iter_route_contexts(app.routes):
        dependant = getattr(context, "dependant", None)
        if dependant is not None:
            dependant.call = _reached if inspect.iscoroutinefunction(dependant.call) else _called


async def _reached(**_values: Any) -> None:
    _called()


def _called(**_values: Any) -> None:
    raise HTTPException(HTTPStatus.IM_A_TEAPOT)


if __name__ == "__main__":
    now = table(asyncio.run(measured()))
    PAGE.write_text(
        re.sub(r"\| route \|.*?(?=\n\n)", now, PAGE.read_text("utf-8"), flags=re.DOTALL)
    )
    print(now)
