"""Re-analyses as people ask for them: begun, paused, resumed, cancelled."""

from collections.abc import Sequence
from typing import Any

from ulid import ULID

from callinsight.clock import Clock
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.call import ConflictError
from callinsight.domain.errors.reanalysis import ReanalysisNotFoundError
from callinsight.domain.estimate import Estimate
from callinsight.domain.profile import Profile
from callinsight.domain.reanalysis import Chosen, Reanalysis, State, moved
from callinsight.ports.reanalyses import JobRuns, ReanalysisStore

_TRIES = 5


def reanalysis_details(job: Reanalysis) -> dict[str, Any]:
    """Return what the audit tells of a job: never what its filters say, which may name people."""
    return {
        "reanalysis": job.job_id,
        "profile_id": job.profile_id,
        "profile_version": job.profile_version,
        "most": job.chosen.most,
    }


class Reanalyses:
    """What people do with jobs; a flow run drives them."""

    def __init__(self, jobs: ReanalysisStore, runs: JobRuns, clock: Clock) -> None:
        self._jobs = jobs
        self._runs = runs
        self._clock = clock

    async def job(self, job_id: str) -> Reanalysis:
        """Return a job; raises `ReanalysisNotFoundError`."""
        job = await self._jobs.get_job(job_id)
        if job is None:
            raise ReanalysisNotFoundError("There is no re-analysis with this id.")
        return job

    async def begin(
        self,
        chosen: Chosen,
        profile: Profile,
        *,
        per_minute: int,
        author: str,
        estimate: Estimate | None = None,
    ) -> Reanalysis:
        """Keep a job and start its run. Calls that come later than now are not its own.

        Raises what starting a run raises; the job then waits, paused, to be resumed.
        """
        now = self._clock()
        job = Reanalysis(
            job_id=str(ULID.from_datetime(now)).lower(),
            created_at=now,
            updated_at=now,
            author=author,
            chosen=chosen.model_copy(update={"created_to": chosen.created_to or now}),
            profile_id=profile.profile_id,
            profile_version=profile.version,
            per_minute=per_minute,
            estimate=estimate,
        )
        await self._jobs.add_job(job)
        return await self._started(job)

    async def list_jobs(self, limit: int) -> Sequence[Reanalysis]:
        """Return the newest jobs, newest first."""
        return await self._jobs.list_jobs(limit)

    async def pause(self, job_id: str) -> Reanalysis:
        """Queue no further calls until the job is resumed; those that are queued go on."""
        return await self._moved(job_id, "Paused")

    async def cancel(self, job_id: str) -> Reanalysis:
        """Queue no further calls, ever; those that are queued go on."""
        return await self._moved(job_id, "Cancelled")

    async def resume(self, job_id: str) -> Reanalysis:
        """Go on where the job stopped, also after its run died; raises what starting a run raises."""
        return await self._started(await self._moved(job_id, "Running"))

    async def adopt(self, job_id: str) -> None:
        """Start a job anew whose run died; one that cannot be started now stays as it is."""
        job = await self._moved(job_id, "Running")
        await self._runs.start_job(job.job_id, job.drive)

    async def _started(self, job: Reanalysis) -> Reanalysis:
        try:
            await self._runs.start_job(job.job_id, job.drive)
        except CallInsightError:
            await self._moved(job.job_id, "Paused")
            raise
        return job

    async def _moved(self, job_id: str, state: State) -> Reanalysis:
        """Change the state as it is now; raises `ReanalysisNotFoundError`, `ReanalysisEndedError`."""
        for _ in range(_TRIES):
            job = await self.job(job_id)
            after = moved(job, state, self._clock())
            if await self._jobs.replace_job(after, seen=job):
                return after
        raise ConflictError("The re-analysis is being changed; ask again.")
