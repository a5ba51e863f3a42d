"""`callinsight costs`: what was paid to providers."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from callinsight.costs import CostReport
    from callinsight.domain.ledger import Spending

_FORMATS = ["%Y-%m-%d"]


class By(StrEnum):
    """What sums are told by."""

    DAY = "day"
    PROFILE = "profile"
    VERSION = "version"
    STEP = "step"
    PROVIDER = "provider"
    MODEL = "model"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("costs")(costs)


def costs(
    by: Annotated[By, typer.Option(help="What sums are told by.")] = By.DAY,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=_FORMATS, help="First day in UTC; else 30 days."),
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=_FORMATS, help="Last day in UTC; else today.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Tell what was paid to providers, erased calls included."""
    use_running_stack()
    from callinsight.services import services

    until = (last or datetime.now(UTC)).date()
    since = first.date() if first else until - timedelta(days=29)
    report = asyncio.run(services().costs.report(since, until))
    if as_json:
        print(json.dumps(report.model_dump(mode="json"), indent=2))
    else:
        _print(report, by)


def _print(report: "CostReport", by: By) -> None:
    from callinsight.cli.tables import print_table

    sums = report.by[by.value]
    if not sums:
        print(f"Nothing was paid from {report.first} to {report.last}.")
        return
    rows = [_row(name, spent) for name, spent in sums.items()]
    print_table(
        [by.value.upper(), "USD", "REQUESTS", "REPEATS", "NO PRICE"],
        [*rows, _row("total", report.total)],
    )
    if report.total.unknown:
        print(
            f"{report.total.unknown} request(s) have no known price; they are in no sum. "
            "deployments/prices.yaml holds the price table."
        )


def _row(name: str, spent: "Spending") -> list[str]:
    return [
        name,
        f"{spent.usd:.4f}",
        str(spent.requests),
        _some(spent.repeats),
        _some(spent.unknown),
    ]


def _some(number: int) -> str:
    return str(number) if number else ""
