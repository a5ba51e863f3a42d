"""Tables for people who look at a terminal."""

import re
from collections.abc import Sequence

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from callinsight.domain.call import Call

Rows = Sequence[Sequence[str]]
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NO_TERMINAL = 10_000


def print_table(columns: Sequence[str], rows: Rows) -> None:
    """Print a line per row; a terminal cuts what is too wide, but never the first column."""
    first, *others = columns
    table = Table(
        Column(first, no_wrap=True, min_width=max([len(first), *(len(row[0]) for row in rows)])),
        *(Column(name, no_wrap=True) for name in others),
        box=None,
        pad_edge=False,
        header_style="bold",
    )
    for row in rows:
        table.add_row(*(Text(harmless(cell)) for cell in row))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _NO_TERMINAL
    console.print(table)


def harmless(text: object) -> str:
    """Return text of others without what would steer the terminal that shows it."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", str(text))


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
