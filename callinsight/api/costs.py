"""Costs: what was paid to providers, by day, profile, step and model."""

import re
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, Field

from callinsight.api.access import needs
from callinsight.api.refusals import refusals
from callinsight.costs import By, CostReport
from callinsight.domain.access import Scope
from callinsight.domain.errors.costs import DaysInvalidError
from callinsight.domain.ledger import Spending
from callinsight.services import services

router = APIRouter(tags=["costs"])
DAYS = 30


def _as_written(text: object) -> object:
    """Take a day as it is written, and not a number for the seconds of an epoch."""
    if isinstance(text, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("a day is written as 2026-11-24")
    return text


Day = Annotated[date, BeforeValidator(_as_written)]
First = Annotated[
    Day | None,
    Query(alias="from", description="first day in UTC; 30 days up to the last one if left out"),
]
Last = Annotated[Day | None, Query(alias="to", description="last day in UTC; today if left out")]


class Sum(BaseModel):
    """What some paid requests cost."""

    name: str = Field(
        description="day, profile, version, step (`ask`: a person's), provider or model"
    )
    usd: float = Field(description="what is known, by the price table of their day")
    requests: int
    repeats: int = Field(description="of them made again after an answer that never came")
    unknown: int = Field(description="of them without a known price; not in `usd`")


class CostsShown(BaseModel):
    """What some days cost; each list adds up to the total."""

    first: date
    last: date
    total: Sum
    by: dict[By, list[Sum]] = Field(description="days in their order, all else by cost")


@router.get("/costs", dependencies=[needs(Scope.READ)], responses=refusals(DaysInvalidError))
async def get_costs(first: First = None, last: Last = None) -> CostsShown:
    """Tell what was paid to providers, erased calls included; engines of this machine cost nothing."""
    until = last or services().clock().date()
    report = await services().costs.report(first or until - timedelta(days=DAYS - 1), until)
    return _shown(report)


def _shown(report: CostReport) -> CostsShown:
    sums = {by: [_sum(name, sum_) for name, sum_ in each.items()] for by, each in report.by.items()}
    total = _sum("total", report.total)
    return CostsShown(first=report.first, last=report.last, total=total, by=sums)


def _sum(name: str, spent: Spending) -> Sum:
    return Sum(name=name, **spent.model_dump())
