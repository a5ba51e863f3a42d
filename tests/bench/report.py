"""What was measured, as a table for people and one line of JSON for programs."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from tests.bench.figures import Figure
from tests.bench.machine_load import MachineLoad


@dataclass
class Result:
    """How one part went; `failure` says why it has fewer figures than it should."""

    part: str
    figures: Sequence[Figure] = ()
    load: MachineLoad = field(default_factory=MachineLoad)
    seconds: float = 0.0
    failure: str | None = None

    @property
    def is_good(self) -> bool:
        """Say whether the part ran to its end and met its goals."""
        return self.failure is None and all(figure.is_good for figure in self.figures)


def show(
    results: Sequence[Result], console: Console, *, title: str = "CallInsight, measured"
) -> None:
    """Print the table, and the JSON as the last line."""
    table = Table(title=title)
    for name in ("figure", "ours", "rival", "goal", "ok"):
        table.add_column(name, overflow="fold")
    for result in results:
        table.add_section()
        table.add_row(f"[bold]{result.part}[/] {result.seconds:.0f} s, {result.load}")
        for figure in result.figures:
            table.add_row(*_cells(figure))
        if result.failure is not None:
            table.add_row("", result.failure, "", "", "[red]no[/]")
    console.print(table)
    # Rich would break the line where the terminal ends.
    console.file.write(json.dumps(as_json(results)) + "\n")


def as_json(results: Sequence[Result]) -> dict[str, float | None]:
    """Return the figures that have a key; absent is what was not asked for, null what had no end."""
    return {
        figure.key: round(figure.value, 4) if math.isfinite(figure.value) else None
        for result in results
        for figure in result.figures
        if figure.key is not None
    }


def _cells(figure: Figure) -> tuple[str, ...]:
    goal = figure.goal
    if figure.not_run is not None:
        return figure.title, "NOT RUN", figure.not_run, "" if goal is None else str(goal), ""
    verdict = "" if goal is None else "yes" if figure.is_good else "[red]no[/]"
    ours = f"{figure.value:.4g} {figure.unit}".strip()
    if figure.value >= 1000:
        ours = f"{figure.value:.0f} {figure.unit}".strip()
    name = f"{figure.title} ({figure.key})" if figure.key else figure.title
    return name, ours, figure.rival, "" if goal is None else str(goal), verdict
