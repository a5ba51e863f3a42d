"""Reports of evaluations in memory, and runs that nobody executes."""

from collections.abc import Sequence

from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.evaluation_report import EvaluationReport


class FakeEvaluationStore:
    """Reports by profile, versions and set, as JSON."""

    def __init__(self) -> None:
        self.reports: dict[tuple[str, int, int, str], str] = {}

    async def put_report(self, report: EvaluationReport) -> None:
        versions = report.candidate.version, report.current.version
        self.reports[report.profile_id, *versions, report.golden_set] = report.model_dump_json()

    async def get_report(
        self, profile_id: str, candidate: int, current: int, golden_set: str
    ) -> EvaluationReport | None:
        body = self.reports.get((profile_id, candidate, current, golden_set))
        return None if body is None else EvaluationReport.model_validate_json(body)

    async def list_reports(self, profile_id: str) -> Sequence[EvaluationReport]:
        names = sorted((name for name in self.reports if name[0] == profile_id), reverse=True)[:100]
        found = [EvaluationReport.model_validate_json(self.reports[name]) for name in names]
        return sorted(found, key=lambda report: report.at, reverse=True)


class FakeEvaluationRuns:
    """Notes which evaluations were to be started, by key."""

    def __init__(self) -> None:
        self.started: dict[str, tuple[str, int, int]] = {}
        self.is_away = False

    async def start_evaluation(
        self, profile_id: str, version: int, *, most_calls: int, key: str
    ) -> str:
        if self.is_away:
            raise ServiceUnavailableError("Prefect does not answer.")
        self.started.setdefault(key, (profile_id, version, most_calls))
        return f"run-{list(self.started).index(key)}"
