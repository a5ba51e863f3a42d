"""Tables for people who look at a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from callinsight.domain.call import Call

Rows = Sequence[Sequence[str]]


def print_table(columns: Sequence[str], rows: Rows) -> None:
    """Print rows under their columns; cut to the terminal's width, never wrapped in ids."""
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)


def call_rows(calls: Sequence[Call]) -> tuple[list[str], Rows]:
    """Return columns and rows of a list of calls."""
    columns = ["CALL", "CREATED", "STATUS", "PROFILE", "LENGTH", "COST", "WHY"]
    return columns, [
        [
            call.call_id,
            f"{call.created_at:%Y-%m-%d %H:%M}",
            call.status.value,
            f"{call.profile_id}@{call.profile_version}" if call.profile_id else "",
            length(call.duration_seconds),
            money(call.cost_usd),
            call.failure.code if call.failure else call.status_reason or "",
        ]
        for call in calls
    ]


def length(seconds: float | None) -> str:
    """Return a duration as minutes and seconds."""
    return "" if seconds is None else f"{int(seconds // 60)}:{int(seconds % 60):02d}"


def money(usd: float | None) -> str:
    """Return an amount in US dollars."""
    return "" if usd is None else f"${usd:.4f}"
