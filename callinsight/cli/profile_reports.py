"""`callinsight profiles reports`: what evaluations of a profile found, over time."""

import asyncio
from typing import Annotated

import typer

from callinsight.cli.profile_versions import AsJson, print_rows
from callinsight.cli.running_stack import use_running_stack

_COLUMNS = [
    "at", "version", "current", "field", "labels", "agreement", "exact", "current_agreement",
    "current_exact", "worse",
]  # fmt: skip


def list_reports(
    profile_id: str,
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV for a spreadsheet.")] = False,
    as_json: AsJson = False,
) -> None:
    """List how far versions agreed with people, field by field: a row for each evaluation."""
    use_running_stack()
    from callinsight.domain.agreement_rows import agreement_rows
    from callinsight.domain.spreadsheet import csv_line
    from callinsight.services import services

    rows = list(agreement_rows(asyncio.run(services().evaluation_store.list_reports(profile_id))))
    if as_csv:
        lines = (csv_line(row[column] for column in _COLUMNS) for row in rows)
        print(csv_line(_COLUMNS), *lines, sep="", end="")
        return
    print_rows(_COLUMNS, rows, as_json=as_json)
