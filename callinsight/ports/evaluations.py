"""Evaluations: their reports, and what makes new ones."""

from collections.abc import Sequence
from typing import Protocol

from callinsight.domain.evaluation_report import EvaluationReport


class EvaluationStore(Protocol):
    """Keeps the last report of two versions over one golden set."""

    async def put_report(self, report: EvaluationReport) -> None:
        """Keep a report; it takes the place of an earlier one of the same."""
        ...

    async def get_report(
        self, profile_id: str, candidate: int, current: int, golden_set: str
    ) -> EvaluationReport | None:
        """Return the report of two versions over a set (strongly consistent), or None."""
        ...

    async def list_reports(self, profile_id: str) -> Sequence[EvaluationReport]:
        """Return the reports of the 100 pairs with the latest candidates, newest report first."""
        ...


class EvaluationRuns(Protocol):
    """Starts the flow that evaluates; raises `ServiceUnavailableError` while the engine is away."""

    async def start_evaluation(
        self, profile_id: str, version: int, *, most_calls: int, key: str
    ) -> str:
        """Create a flow run, unless one of this key is there, and return its id."""
        ...
