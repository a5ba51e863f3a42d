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


def print_table(columns: Sequence[str], rows: Rows, *, whole: int = 1) -> None:
    """Print a line per row; a terminal cuts what is too wide, but never the first `whole` columns."""
    widths = [max([len(name), *(len(row[at]) for row in rows)]) for at, name in enumerate(columns)]
    table = Table(
        *(
            Column(name, no_wrap=True, min_width=widths[at] if at < whole else None)
            for at, name in enumerate(columns)
        ),
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
    columns = ["CALL", "CREATED", "STATUS", "WHY", "LENGTH", "PROFILE", "COST", "FILE"]
    return columns, [
        [
            call.call_id,
            f"{call.created_at:%m-%d %H:%M}",
            call.status.value,
            call.failure.code if call.failure else call.status_reason or "",
            length(call.duration_seconds),
            _profile(call),
            money(call.cost_usd),
            call.file_name or "",
        ]
        for call in calls
    ]


def _profile(call: Call) -> str:
    """A call that has no recording yet has no version of its profile either."""
    if call.profile_id is None or call.profile_version is None:
        return call.profile_id or ""
    return f"{call.profile_id}@{call.profile_version}"


def length(seconds: float | None) -> str:
    """Return a duration as minutes and seconds."""
    return "" if seconds is None else f"{int(seconds // 60)}:{int(seconds % 60):02d}"


def money(usd: float | None) -> str:
    """Return an amount in US dollars."""
    return "" if usd is None else f"${usd:.4f}"
