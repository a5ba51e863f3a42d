"""Health, and who may ask."""

import httpx
import pytest

from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.deployment import ResourceMissingError
from callinsight.services import Services


async def test_a_live_api_answers(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("error", "status"),
    [(ServiceUnavailableError("busy"), 503), (ResourceMissingError("no table"), 500)],
)
async def test_without_its_table_the_api_is_not_ready(
    client: httpx.AsyncClient,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
) -> None:
    async def failing(_call_id: str) -> None:
        raise error

    monkeypatch.setattr(services.calls, "get", failing)
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (status, error.code)  # type: ignore[attr-defined]
    assert (await client.get("/healthz")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "[::1"},
        {"Origin": "http://[::1"},
    ],
)
async def test_other_hosts_and_pages_of_other_sites_are_refused(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.get("/healthz", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_local")


async def test_local_pages_are_served(client: httpx.AsyncClient) -> None:
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        answer = await client.get("/healthz", headers={"Host": host, "Origin": f"http://{host}"})
        assert answer.status_code == 200


async def test_the_api_documents_itself(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert {"/calls", "/calls/{call_id}", "/events/elevenlabs", "/healthz"} <= set(
        document["paths"]
    )
    assert not [path for path in document["paths"] if path.startswith("/web/")]
