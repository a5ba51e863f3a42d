"""Task: the next calls of a re-analysis, queued to be analyzed."""

from prefect import task

from callinsight.services import services
from tasks.retry import STEP_POLICY, only_safe_errors


@task(**STEP_POLICY)
async def reanalyze_next_calls(job_id: str, drive: int) -> bool:
    """Queue the calls of the next page; return whether there are more to queue in this drive."""
    with only_safe_errors():
        job = await services().reanalyzing.advance(job_id, drive)
        return job.state == "Running" and job.drive == drive
