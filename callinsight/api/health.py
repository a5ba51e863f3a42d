"""Is the API alive, and can it do its work?"""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from callinsight.api.refusals import refusals
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.services import services

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The answer of a healthy API."""

    status: Literal["ok"] = "ok"


@router.get("/healthz")
async def alive() -> Health:
    """Answer as long as the process lives."""
    return Health()


@router.get("/readyz", responses=refusals(ServiceUnavailableError))
async def ready() -> Health:
    """Answer once the calls table can be read; 503 until then."""
    await services().calls.get("0" * 26)
    return Health()
