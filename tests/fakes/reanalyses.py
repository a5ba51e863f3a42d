"""Re-analyses in memory, and runs that nobody executes."""

from collections.abc import Sequence

from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.reanalysis import Reanalysis


class FakeReanalysisStore:
    """Jobs by id, as JSON."""

    def __init__(self) -> None:
        self.jobs: dict[str, str] = {}

    async def add_job(self, job: Reanalysis) -> None:
        self.jobs[job.job_id] = job.model_dump_json()

    async def get_job(self, job_id: str) -> Reanalysis | None:
        body = self.jobs.get(job_id)
        return None if body is None else Reanalysis.model_validate_json(body)

    async def replace_job(self, job: Reanalysis, *, seen: Reanalysis) -> bool:
        now = await self.get_job(job.job_id)
        if now is None or now.revision != seen.revision:
            return now == job
        self.jobs[job.job_id] = job.model_dump_json()
        return True

    async def list_jobs(self, limit: int) -> Sequence[Reanalysis]:
        newest = sorted(self.jobs, reverse=True)[:limit]
        return [Reanalysis.model_validate_json(self.jobs[job_id]) for job_id in newest]


class FakeJobRuns:
    """Notes which drives were to be started."""

    def __init__(self) -> None:
        self.started: list[tuple[str, int]] = []
        self.is_away = False

    async def start_job(self, job_id: str, drive: int) -> None:
        if self.is_away:
            raise ServiceUnavailableError("Prefect does not answer.")
        if (job_id, drive) not in self.started:
            self.started.append((job_id, drive))
