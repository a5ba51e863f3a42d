"""Outgoing webhooks: what became of the news of calls, and sending it once more."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from callinsight.api.access import Caller, needs
from callinsight.api.parameters import Cursor, DeliveryId, Limit
from callinsight.api.refusals import refusals
from callinsight.domain.access import Scope
from callinsight.domain.delivery import Delivery, Problem, State
from callinsight.domain.errors.call import ConflictError, CursorError, DeliveryNotFoundError
from callinsight.domain.news import Event
from callinsight.services import services

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


class DeliveryShown(BaseModel):
    """News of one call on its way to one receiver."""

    delivery_id: str
    webhook_id: str = Field(description="the news' stable id, the same for all receivers")
    event: Event
    call_id: str
    host: str = Field(description="of the receiver's address, which may hold a key itself")
    state: State
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None = Field(None, description="when it is tried next")
    requests: int
    replays: int
    status: int | None = Field(None, description="what the receiver answered last")
    problem: Problem | None = None


class DeliveryList(BaseModel):
    """One page of deliveries, those of the newest calls first."""

    deliveries: list[DeliveryShown]
    cursor: str | None = None


def delivery_shown(delivery: Delivery) -> DeliveryShown:
    """Return a delivery as the API shows it."""
    news = delivery.news
    fields = delivery.model_dump(include=set(DeliveryShown.model_fields))
    return DeliveryShown(**fields, webhook_id=news.id, event=news.event, created_at=news.created_at)


@router.get("/deliveries", dependencies=[needs(Scope.ADMIN)], responses=refusals(CursorError))
async def list_deliveries(
    *,
    failed: Annotated[bool, Query(description="only those that were given up")] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> DeliveryList:
    """List deliveries of the last 30 days, those of the newest calls first."""
    page = await services().delivery_store.list_deliveries(
        failed=failed, limit=limit, cursor=cursor
    )
    return DeliveryList(
        deliveries=[delivery_shown(delivery) for delivery in page.deliveries], cursor=page.cursor
    )


@router.post(
    "/deliveries/{delivery_id}/replays",
    status_code=HTTPStatus.ACCEPTED,
    dependencies=[needs(Scope.ADMIN)],
    responses=refusals(DeliveryNotFoundError, ConflictError),
)
async def create_replay(delivery_id: DeliveryId, caller: Caller) -> DeliveryShown:
    """Send the news once more, with the same id, whatever has become of it."""
    shown = delivery_shown(await services().redelivery.replay(delivery_id))
    await services().audit.note(
        caller, "webhook.replay", shown.call_id, delivery_id=delivery_id, host=shown.host
    )
    return shown
