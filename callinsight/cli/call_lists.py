"""`callinsight calls list` and `export`: which calls, as a table or in a file."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.export_days import export_days
from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from callinsight.domain.call import Call
    from callinsight.ports.calls import CallQuery


class Form(StrEnum):
    """How a list is written."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


Text = Annotated[str | None, typer.Option(help="Only these; upper and lower case are the same.")]
Status = Annotated[str | None, typer.Option(help="Only calls with this status.")]
Profile = Annotated[str | None, typer.Option(help="Only calls of this profile.")]
Search = Annotated[str | None, typer.Option(help="In file name, customer, agent or topic.")]
Flag = Annotated[str | None, typer.Option(help="Only calls with this flag, such as draft.")]
From = Annotated[datetime | None, typer.Option("--from", help="Not before this time (UTC).")]
To = Annotated[datetime | None, typer.Option("--to", help="Not after this time (UTC).")]


def list_calls(
    status: Status = None,
    profile: Profile = None,
    search: Search = None,
    customer: Text = None,
    agent: Text = None,
    topic: Text = None,
    outcome: Text = None,
    flag: Flag = None,
    since: From = None,
    until: To = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List calls, newest first."""
    use_running_stack()
    from callinsight.cli.tables import call_rows, print_table

    words = {"q": search, "customer": customer, "agent": agent, "topic": topic, "outcome": outcome}
    query = query_of(status, profile, {**words, "flag": flag}, (since, until))
    calls, more = asyncio.run(_newest(replace(query, limit=limit)))
    if as_json:
        from callinsight.api.views import listed

        rows = [listed(call).model_dump(mode="json", exclude_none=True) for call in calls]
        print(json.dumps({"calls": rows}, indent=2))
        return
    print_table(*call_rows(calls), whole=4)
    if more:
        typer.echo(f"There are more than these {limit}; --limit shows up to 1000.", err=True)


def export_calls(
    output: Annotated[
        Path | None,
        typer.Option(help="Written anew. Of parquet a folder; without it, the bucket."),
    ] = None,
    form: Annotated[
        Form, typer.Option("--format", help="A line per call, or parquet: a file per day.")
    ] = Form.CSV,
    status: Status = None,
    profile: Profile = None,
    search: Search = None,
    customer: Text = None,
    agent: Text = None,
    topic: Text = None,
    outcome: Text = None,
    flag: Flag = None,
    since: From = None,
    until: To = None,
) -> None:
    """Write a list of calls to a file, newest first; parquet has all calls of yesterday, or of each day."""
    words = {"q": search, "customer": customer, "agent": agent, "topic": topic, "outcome": outcome}
    if form is Form.PARQUET:
        _require_whole_days({"status": status, "profile": profile, "flag": flag, **words})
        export_days(output, since, until)
        return
    if output is None:
        raise typer.BadParameter("needed, unless the format is parquet", param_hint="--output")
    use_running_stack()
    query = query_of(status, profile, {**words, "flag": flag}, (since, until))
    _write_lines(output, query, form)


def _require_whole_days(filters: dict[str, str | None]) -> None:
    for name, value in filters.items():
        if value is not None:
            option = "--search" if name == "q" else f"--{name}"
            raise typer.BadParameter("a parquet file has all calls of its day", param_hint=option)


def _write_lines(output: Path, query: "CallQuery", form: Form) -> None:
    from callinsight.api.exporting import exported
    from callinsight.services import services

    async def write() -> None:
        with output.open("w", encoding="utf-8", newline="") as file:
            async for chunk in exported(
                services(), query, (), "csv" if form is Form.CSV else "jsonl"
            ):
                file.write(chunk)

    asyncio.run(write())
    print(f"Written to {output}.")


def query_of(
    status: str | None,
    profile: str | None,
    filters: dict[str, str | None],
    created: tuple[datetime | None, datetime | None],
) -> "CallQuery":
    """Return the list that the options of a command ask for."""
    from callinsight.domain.call_filters import CallFilters
    from callinsight.domain.status import Status as CallStatus
    from callinsight.ports.calls import CallQuery

    since, until = (moment and moment.replace(tzinfo=UTC) for moment in created)
    wanted = _chosen(status, list(CallStatus), "--status")
    flag = _chosen(filters["flag"], _flags(), "--flag")
    return CallQuery(
        status=None if wanted is None else CallStatus(wanted),
        profile_id=profile,
        created_from=since,
        created_to=until,
        filters=CallFilters.model_validate({**filters, "flag": flag}),
    )


def _flags() -> list[str]:
    from typing import get_args

    from callinsight.domain.call import Flag as CallFlag

    return list(get_args(CallFlag))


def _chosen(given: str | None, known: list[str], option: str) -> str | None:
    """Return the word that was meant, whatever its case."""
    named = {each.casefold(): each for each in known}
    if given is not None and given.casefold() not in named:
        raise typer.BadParameter(f"one of {', '.join(known)}", param_hint=option)
    return None if given is None else named[given.casefold()]


async def _newest(query: "CallQuery") -> "tuple[list[Call], bool]":
    """Read on where a page ends early, until there are enough calls; say whether there are more."""
    from callinsight.services import services

    page = await services().calls.list_calls(query)
    calls = [*page.calls]
    while page.cursor is not None and len(calls) < query.limit:
        rest = replace(query, limit=query.limit - len(calls), cursor=page.cursor)
        page = await services().calls.list_calls(rest)
        calls += page.calls
    if page.cursor is None:
        return calls, False
    after = await services().calls.list_calls(replace(query, limit=1, cursor=page.cursor))
    return calls, bool(after.calls)
