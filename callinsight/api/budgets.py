"""Budgets: what may be paid today, and the calls that wait for tomorrow."""

from datetime import date, datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from callinsight.api.access import Caller, needs
from callinsight.api.refusals import refusals
from callinsight.budgets import TodaysBudget
from callinsight.domain.access import Scope
from callinsight.domain.budget import ALL
from callinsight.domain.errors.profile import ProfileNotFoundError
from callinsight.domain.profile import ProfileId
from callinsight.services import services

router = APIRouter(prefix="/budgets", tags=["costs"])
OfProfile = Annotated[
    ProfileId | None, Query(description="whose budget; that of all calls if left out")
]


class BudgetShown(BaseModel):
    """One budget of today, in USD."""

    profile_id: str | None = Field(description="null: for all calls together")
    usd_per_day: float
    spent: float
    held: float = Field(description="for requests on their way; most of it comes back")
    left: float
    author: str | None = Field(description="who set it; null: a setting of the deployment")
    set_at: datetime | None

    @classmethod
    def of(cls, budget: TodaysBudget) -> Self:
        """Return a budget as the API shows it."""
        return cls(
            profile_id=None if budget.scope == ALL else budget.scope,
            usd_per_day=budget.limit,
            spent=budget.taken.spent,
            held=budget.held,
            left=budget.left,
            author=budget.set_by and budget.set_by.author,
            set_at=budget.set_by and budget.set_by.at,
        )


class BudgetList(BaseModel):
    """Every budget of a day."""

    day: date = Field(description="in UTC; its budgets end with it")
    budgets: list[BudgetShown] = Field(description="that of all calls first; empty: no limit")


class NewLimit(BaseModel):
    """What may be paid a day from now on."""

    model_config = ConfigDict(extra="forbid")

    usd_per_day: float = Field(ge=0.0001, le=1_000_000, allow_inf_nan=False)


class Resumed(BaseModel):
    """How many calls were let go."""

    resumed: int


@router.get("", dependencies=[needs(Scope.READ)])
async def list_budgets() -> BudgetList:
    """Tell what may still be paid today; a call that finds no room waits for the next day."""
    return await _shown()


@router.put("", dependencies=[needs(Scope.ADMIN)], responses=refusals(ProfileNotFoundError))
async def set_budget(limit: NewLimit, caller: Caller, profile_id: OfProfile = None) -> BudgetList:
    """Limit what is paid a day, for all calls or for those of a profile.

    It goes before the setting, and counts what today had cost before. A higher limit counts at
    once, a lower one within a minute. Calls that wait already go on after a resumption, or tomorrow.
    """
    world = services()
    await world.todays_budgets.set(profile_id, limit.usd_per_day, by=caller.name)
    details = {"profile_id": profile_id, "usd_per_day": limit.usd_per_day}
    await world.audit.note(caller, "budget.set", None, **details)
    return await _shown()


@router.delete("", dependencies=[needs(Scope.ADMIN)])
async def drop_budget(caller: Caller, profile_id: OfProfile = None) -> BudgetList:
    """Take back a limit that was set: the setting counts again, or nothing if there is none."""
    world = services()
    await world.todays_budgets.drop(profile_id)
    await world.audit.note(caller, "budget.drop", None, profile_id=profile_id)
    return await _shown()


@router.post("/resumption", dependencies=[needs(Scope.WRITE)])
async def resume_calls(caller: Caller) -> Resumed:
    """Try every call that waits for tomorrow's budget now, as after a limit was raised."""
    world = services()
    resumed = await world.todays_budgets.resume()
    await world.audit.note(caller, "budget.resume", None, calls=resumed)
    return Resumed(resumed=resumed)


async def _shown() -> BudgetList:
    day, budgets = await services().todays_budgets.shown()
    return BudgetList(day=day, budgets=[BudgetShown.of(budget) for budget in budgets])
