"""Re-analyses: their records, and what drives them."""

from collections.abc import Sequence
from typing import Protocol

from callinsight.domain.reanalysis import Reanalysis


class ReanalysisStore(Protocol):
    """Keeps jobs for 90 days after their last change; every change is one conditional write."""

    async def add_job(self, job: Reanalysis) -> None:
        """Keep a new job."""
        ...

    async def get_job(self, job_id: str) -> Reanalysis | None:
        """Return a job as it is now (strongly consistent)."""
        ...

    async def replace_job(self, job: Reanalysis, *, seen: Reanalysis) -> bool:
        """Keep a changed job; return False, and change nothing, if it is not as it was seen."""
        ...

    async def list_jobs(self, limit: int) -> Sequence[Reanalysis]:
        """Return the newest jobs, newest first."""
        ...


class JobRuns(Protocol):
    """Starts the flow that drives a job; raises `ServiceUnavailableError` while the engine is away."""

    async def start_job(self, job_id: str, drive: int) -> None:
        """Create the flow run of this drive, unless it is there."""
        ...
