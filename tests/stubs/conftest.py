"""The running stub, fresh for every test."""

from collections.abc import Iterator

import httpx
import pytest

from tests.stubs.running import StubProviders


@pytest.fixture(scope="session")
def running() -> Iterator[StubProviders]:
    with StubProviders() as stubs:
        yield stubs


@pytest.fixture
def stubs(running: StubProviders) -> StubProviders:
    running.reset()
    return running


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(headers={"xi-api-key": "any"}, trust_env=False, timeout=10) as client:
        yield client
