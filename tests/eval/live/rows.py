"""Rows of the report that only a real provider can fill."""

from dataclasses import dataclass

from tests.bench.figures import Figure, Goal


@dataclass(frozen=True)
class Row:
    """One figure, with a value or with the reason why there is none."""

    title: str
    unit: str = ""
    goal: Goal | None = None

    def measured(self, value: float) -> Figure:
        """Return the row with what was measured."""
        return Figure(self.title, value, self.unit, own_goal=self.goal)

    def not_run(self, reason: str) -> Figure:
        """Return the row without a value."""
        return Figure(self.title, float("nan"), own_goal=self.goal, not_run=reason)
