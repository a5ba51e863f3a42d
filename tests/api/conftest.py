"""The API in this process, over services made of fakes."""

from collections.abc import AsyncGenerator

import httpx
import pytest

from callinsight.api.app import create_app
from callinsight.services import Services


@pytest.fixture
async def client(services: Services) -> AsyncGenerator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        yield http
