"""Callers with credentials: an API that asks for one, and keys for it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
from fastapi import FastAPI

from callinsight.domain.access import Scope
from callinsight.services import Services, using
from tests.builders import fake_services, settings


def guarded_services(**replacements: Any) -> Services:
    """Fakes of a deployment whose API asks for a credential."""
    chosen = {"callinsight_auth": "required", **replacements.pop("chosen", {})}
    return fake_services(settings=settings(**chosen), **replacements)


async def a_key(world: Services, *scopes: Scope, days: float = 1) -> str:
    """The text of a new key."""
    _, text = await world.api_keys.create("robot", frozenset(scopes), timedelta(days=days))
    return text


@asynccontextmanager
async def calling(app: FastAPI, world: Services) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of an API in this process, from another machine and by another name."""
    transport = httpx.ASGITransport(app, client=("203.0.113.7", 4711))
    with using(world):
        async with httpx.AsyncClient(
            transport=transport, base_url="https://calls.example"
        ) as client:
            yield client


def bearing(credential: str) -> dict[str, str]:
    """The header of a request with a credential."""
    return {"Authorization": f"Bearer {credential}"}
