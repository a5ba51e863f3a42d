"""Flow: many calls analyzed anew with one version of a profile, as their job says."""

from contextlib import suppress
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.reanalysis import Reanalysis
from callinsight.services import services
from tasks.reanalyze_calls import reanalyze_next_calls
from tasks.retry import only_safe_errors


@flow(flow_run_name="{job_id}")
async def reanalyze_calls(job_id: str, drive: int) -> State[Any]:
    """Queue the job's calls until it is over or stopped. Run again, it goes on where it was."""
    try:
        while await reanalyze_next_calls(job_id, drive):
            pass
        with only_safe_errors():
            job = await services().reanalyses.job(job_id)
    except CallInsightError as stopped:
        if not stopped.retryable:
            await _paused(job_id)
        return Failed(message=f"{stopped.code}. {stopped} {stopped.hint}".strip())
    name = "Superseded" if job.drive != drive else job.state
    return Completed(name=name, message=_told(job))


async def _paused(job_id: str) -> None:
    """Let nobody go on with a job that fails in the same way again, until a person resumes it."""
    with suppress(CallInsightError), only_safe_errors():
        await services().reanalyses.pause(job_id)


def _told(job: Reanalysis) -> str:
    """Return the counts in a line: no filter, no word of a call, because Prefect keeps it."""
    skipped = [f"{number} {reason}" for reason, number in sorted(job.skipped.items())]
    return f"{job.queued} calls queued; left alone: {', '.join(skipped) or 'none'}."
