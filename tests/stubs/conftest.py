"""A plain HTTP client for the stub."""

from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(headers={"xi-api-key": "any"}, trust_env=False, timeout=10) as client:
        yield client
