"""Which pages of other origins may ask, and what every answer says about itself."""

from collections.abc import AsyncGenerator

import httpx
import pytest

from callinsight.api.app import create_app
from callinsight.services import Services, using
from tests.api.credentials import calling, guarded_services
from tests.builders import fake_services, settings

ALLOWED = "https://calls.example"
ORIGINS = [ALLOWED, "https://staging.example:8443"]
FOREIGN = [
    "https://evil.example",
    "http://calls.example",
    "https://calls.example.evil.example",
    "https://calls.example:444",
    "null",
]


@pytest.fixture(params=["none", "required"])
async def page(request: pytest.FixtureRequest) -> AsyncGenerator[httpx.AsyncClient]:
    """The API as pages of other origins reach it, with and without authentication."""
    world: Services
    if request.param == "none":
        world = fake_services(settings=settings(callinsight_allowed_origins=ORIGINS))
    else:
        world = guarded_services(chosen={"callinsight_allowed_origins": ORIGINS})
    async with calling(create_app(), world) as client:
        client.base_url = httpx.URL("http://127.0.0.1:8000")
        yield client


def _preflight(origin: str, method: str, header: str) -> dict[str, str]:
    return {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": header,
    }


@pytest.mark.parametrize("origin", ORIGINS)
async def test_an_allowed_page_may_use_our_methods_and_headers_and_no_others(
    page: httpx.AsyncClient, origin: str
) -> None:
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        for header in (
            "authorization",
            "content-type",
            "idempotency-key",
            "last-event-id",
            "x-api-key",
        ):
            answer = await page.options("/calls", headers=_preflight(origin, method, header))
            assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (
                200,
                origin,
            )
            assert "Access-Control-Allow-Credentials" not in answer.headers
    for method, header in (("TRACE", "authorization"), ("GET", "x-other")):
        answer = await page.options("/calls", headers=_preflight(origin, method, header))
        assert answer.status_code == 400


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_page_of_any_other_origin_is_allowed_nothing(
    page: httpx.AsyncClient, origin: str
) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = await page.options("/calls", headers=_preflight(origin, method, "authorization"))
        assert answer.status_code == 400
        assert "Access-Control-Allow-Origin" not in answer.headers
    answer = await page.get("/calls", headers={"Origin": origin})
    assert answer.status_code in {401, 403}
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_an_allowed_page_may_read_refusals_too(page: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/calls/nosuch", "/nosuch"):
        answer = await page.get(path, headers={"Origin": ALLOWED})
        assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED
        assert answer.headers["Vary"] == "Origin"


async def test_nothing_about_calls_is_kept_or_guessed_at(client: httpx.AsyncClient) -> None:
    for path in ("/calls", "/calls/nosuch", "/nosuch", "/openapi.json"):
        headers = (await client.get(path)).headers
        assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == (
            "nosniff",
            "no-store",
        )


async def test_without_allowed_origins_no_page_of_another_one_is() -> None:
    transport = httpx.ASGITransport(create_app())
    with using(fake_services()):
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            answer = await client.options("/calls", headers=_preflight(ALLOWED, "GET", "x-api-key"))
    assert "Access-Control-Allow-Origin" not in answer.headers
