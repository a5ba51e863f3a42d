"""Every operation at the running API, asked with what its document allows and what it forbids."""

from collections.abc import Generator

import pytest
from fastapi import APIRouter

from callinsight.api.app import create_app
from tests.api.conformance import Conformance, operations_of, running_api

# One worker of the test run asks them all: its server and schemathesis are loaded once.
pytestmark = pytest.mark.xdist_group("schemathesis")

OPERATIONS = [operation["operationId"] for _, _, operation in operations_of(create_app().openapi())]


@pytest.fixture(scope="module")
def running() -> Generator[Conformance]:
    with running_api() as api:
        yield api


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_an_operation_does_what_its_document_says(running: Conformance, operation_id: str) -> None:
    found = running.of(operation_id)
    assert not found.failures, "\n\n".join(found.failures)
    assert any(status < 300 for status in found.statuses) or operation_id.startswith("take_")
    assert "ignored_auth" in found.checks


def test_a_route_that_breaks_its_word_is_noticed() -> None:
    app, router = create_app(), APIRouter()

    @router.get("/broken")
    async def broken(count: int) -> dict[str, str]:
        """Break. With a large number."""
        if count > 1:
            raise RuntimeError
        return {"count": "small"}

    app.include_router(router)
    with running_api(app) as api:
        found = api.of("broken")
    assert "not_a_server_error" in {text.partition(":")[0] for text in found.failures}
