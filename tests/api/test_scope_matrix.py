"""Every route against every scope, as docs/access.md shows it to people."""

import re

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from callinsight.api.app import create_app
from tests.api.credentials import bearing, calling, guarded_services
from tests.api.scope_matrix import COLUMNS, PAGE, measured, routes_of, table

# Whatever else can be used without a credential is a mistake. Webhooks prove who sent them.
OPEN = re.compile(r"GET /(docs|openapi\.json|healthz|readyz|web)?|POST /events/[a-z0-9]+")


async def test_each_scope_opens_exactly_the_routes_that_the_page_names() -> None:
    matrix = await measured()
    assert table(matrix) in PAGE.read_text("utf-8"), (
        "write it anew: python -m tests.api.scope_matrix"
    )
    assert {"GET /calls", "PATCH /calls/{call_id}", "GET /web", "GET /me"} <= set(matrix)


async def test_only_what_has_to_be_is_open_to_everybody() -> None:
    matrix = await measured()
    opened = [route for route, who in matrix.items() if who[0]]
    assert [route for route in opened if not OPEN.fullmatch(route)] == []


async def test_reading_changes_nothing_and_raw_answers_need_a_scope_of_their_own() -> None:
    of = {route: dict(zip(COLUMNS, who, strict=True)) for route, who in (await measured()).items()}
    guarded = {route: who for route, who in of.items() if not who["nothing"]}
    for route, who in guarded.items():
        changes = not route.startswith("GET ") or route.endswith("/upload-url")
        assert not (changes and who["read"]), route
        assert who["raw"] == (route == "GET /me" or route.endswith("/provider-answer")), route


async def test_a_route_that_forgets_its_scope_is_noticed() -> None:
    app, router = create_app(), APIRouter()

    @router.get("/forgotten")
    async def forgotten() -> None: ...

    app.include_router(router)
    matrix = await measured(app)
    assert matrix["GET /forgotten"][0]
    assert not OPEN.fullmatch("GET /forgotten")


@pytest.mark.parametrize("path", ["/nosuch", "/calls/1/nosuch", "/keys"])
async def test_there_is_nothing_behind_other_paths(path: str) -> None:
    async with calling(create_app(), guarded_services()) as client:
        assert (await client.get(path, headers=bearing("x"))).status_code == 404


async def test_a_method_that_a_path_does_not_have_is_refused() -> None:
    app: FastAPI = create_app()
    async with calling(app, guarded_services()) as client:
        for path in sorted({route.split(" ")[1] for route in routes_of(app)}):
            answer: httpx.Response = await client.request("TRACE", re.sub(r"{.*?}", "1", path))
            assert answer.status_code in {307, 404, 405}, path
