"""Requests that no schema describes: broken credentials, bodies that are none, odd methods."""

import json
from collections.abc import AsyncGenerator
from datetime import timedelta

import httpx
import pytest

from callinsight.api.app import create_app
from callinsight.api.examples.ids import CALL_ID
from callinsight.domain.access import Scope
from callinsight.services import Services, using
from tests.api.conformance import operations_of
from tests.api.credentials import a_key, guarded_services

APP = create_app()
GUARDED = [
    (method.upper(), path.replace("{call_id}", CALL_ID))
    for method, path, operation in operations_of(APP.openapi())
    if "security" in operation
]
CREDENTIALS: dict[str, dict[str, bytes]] = {
    "none": {},
    "nothing behind the scheme": {"authorization": b"Bearer"},
    "blanks behind the scheme": {"authorization": b"Bearer    "},
    "another scheme": {"authorization": b"Basic cm9vdDpyb290"},
    "two words": {"authorization": b"Bearer ci_a_b ci_c_d"},
    "bytes that are no text": {"authorization": b"Bearer \xff\xfe"},
    "half a key": {"authorization": b"Bearer ci_"},
    "a key of nobody": {"x-api-key": b"ci_0000000000000000_" + b"a" * 43},
    "an empty key": {"x-api-key": b""},
    "a token that says it needs no signature": {
        "authorization": b"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."
    },
    "a very long one": {"authorization": b"Bearer " + b"a" * 20_000},
}


@pytest.fixture
async def world() -> AsyncGenerator[Services]:
    with using(guarded_services()) as guarded:
        yield guarded


async def _from(place: int, method: str, path: str, headers: dict[str, bytes]) -> httpx.Response:
    """Ask from an address of its own: many wrong credentials from one are not looked at."""
    transport = httpx.ASGITransport(APP, client=(f"203.0.113.{place}", 4711))
    raw = [(name.encode(), value) for name, value in headers.items()]
    async with httpx.AsyncClient(transport=transport, base_url="https://calls.example") as http:
        return await http.request(method, path, headers=raw)


@pytest.mark.parametrize("credential", CREDENTIALS)
async def test_no_route_answers_whoever_brings_no_credential(
    world: Services, credential: str
) -> None:
    for place, (method, path) in enumerate(GUARDED):
        answer = await _from(place, method, path, CREDENTIALS[credential])
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), path
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_key_that_is_too_weak_learns_nothing_of_what_is_there(world: Services) -> None:
    raw = {"x-api-key": (await a_key(world, Scope.RAW)).encode()}
    for place, (method, path) in enumerate(GUARDED):
        if path == "/me" or path.endswith("/provider-answer"):
            continue
        answer = await _from(place, method, path, raw)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing"), path


async def test_an_expired_key_is_no_key(world: Services) -> None:
    _, key = await world.api_keys.create("old", frozenset(Scope), timedelta(days=-1))
    answer = await _from(1, "GET", "/calls", {"x-api-key": key.encode()})
    assert answer.json()["code"] == "unauthenticated"


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 60_000,
        b"\xff\xfe",
        b"{",
        b"null",
        b'"x"',
        b'{"metadata":{"a":"\\ud800"}}',
        b"9" * 5000,
    ],
    ids=["deep", "no text", "half", "null", "a text", "half a character", "a long number"],
)
async def test_a_body_that_is_no_document_is_a_422(client: httpx.AsyncClient, body: bytes) -> None:
    for media_type in ("application/json", "text/plain", "multipart/form-data", "x/\x00"):
        answer = await client.post("/calls", content=body, headers={"content-type": media_type})
        assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")


async def test_a_refused_method_is_told_all_that_a_path_has(client: httpx.AsyncClient) -> None:
    allowed = {
        "/calls": "GET, POST",
        f"/calls/{CALL_ID}": "DELETE, GET, PATCH",
        "/calls/events": "GET",
        "/profiles/checks": "POST",
        "/web/index.html": "GET, HEAD",
    }
    for path, methods in allowed.items():
        answer = await client.request("TRACE", path)
        assert (answer.status_code, answer.headers["allow"]) == (405, methods)
        assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize("moment", ["0", "1.5", "-1", "1e400", "2026-11-23T12:00:00", "%00"])
async def test_a_time_is_written_as_one_with_its_zone(
    client: httpx.AsyncClient, moment: str
) -> None:
    answer = await client.get(f"/calls?created_from={moment}")
    assert (answer.status_code, answer.json()["field"]) == (422, "created_from")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"])
async def test_the_first_and_the_last_time_there_is_are_times(
    client: httpx.AsyncClient, moment: str
) -> None:
    for name in ("created_from", "created_to"):
        assert (await client.get(f"/calls?{name}={moment}")).status_code == 200


async def test_no_name_of_a_file_gets_into_a_header(client: httpx.AsyncClient) -> None:
    call_id = (await client.post("/calls", json={})).json()["call_id"]
    name = "a\r\nSet-Cookie: a=b"
    answer = await client.get(f"/calls/{call_id}/upload-url", params={"fileName": name})
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert "\n" not in answer.json()["key"]
    assert json.loads((await client.get(f"/calls/{call_id}")).text)["file_name"] == name


async def test_refusals_are_told_to_people_and_not_in_a_validators_words(
    client: httpx.AsyncClient,
) -> None:
    untyped = await client.post("/calls", content=b'{"metadata": {}}')
    assert "Content-Type: application/json" in untyped.json()["detail"]
    for answer in (await client.get("/nowhere"), await client.put("/calls")):
        assert "/docs" in answer.json()["hint"]
