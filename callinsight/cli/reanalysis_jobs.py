"""`callinsight reanalyze list`, `status`, `pause`, `resume` and `cancel`: jobs that were begun."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from callinsight.domain.reanalysis import Reanalysis

_AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def add_job_commands(app: typer.Typer) -> None:
    """Add the commands about jobs to their group."""
    app.command("list")(list_jobs)
    app.command("status")(show_job)
    app.command("pause")(pause_job)
    app.command("resume")(resume_job)
    app.command("cancel")(cancel_job)


def job_words(job: "Reanalysis") -> str:
    """Say how far a job is, and what can be done next."""
    from callinsight.cli.estimates import counted

    left_alone = sum(job.skipped.values())
    counts = f"{counted(job.queued)} queued, {left_alone} left alone"
    words = f"Re-analysis {job.job_id} is {job.state.lower()}: {counts}."
    if job.state == "Running":
        words += f" `callinsight reanalyze status {job.job_id}` follows it."
    if job.state == "Paused":
        words += f" `callinsight reanalyze resume {job.job_id}` goes on."
    return words


def list_jobs(
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most so many.")] = 20,
) -> None:
    """List re-analyses, newest first."""
    use_running_stack()
    from callinsight.cli.tables import print_table
    from callinsight.services import services

    jobs = asyncio.run(services().reanalyses.list_jobs(limit))
    rows = [
        [
            job.job_id,
            f"{job.created_at:%m-%d %H:%M}",
            job.state,
            f"{job.profile_id}@{job.profile_version}",
            str(job.queued),
            str(sum(job.skipped.values())),
            job.author,
        ]
        for job in jobs
    ]
    print_table(["JOB", "BEGUN", "STATE", "PROFILE", "QUEUED", "LEFT ALONE", "BY"], rows)


def show_job(job_id: str, *, as_json: _AsJson = False) -> None:
    """Tell how far a re-analysis is."""
    use_running_stack()
    from callinsight.services import services

    job = asyncio.run(services().reanalyses.job(job_id))
    if as_json:
        from callinsight.api.reanalysis_bodies import ReanalysisShown

        print(ReanalysisShown.of(job).model_dump_json(exclude_none=True))
    else:
        print(job_words(job))


def pause_job(job_id: str) -> None:
    """Queue no further calls for now; those that are queued go on."""
    _change(job_id, "Paused")


def resume_job(job_id: str) -> None:
    """Go on where a re-analysis stopped, also after its run died."""
    _change(job_id, "Running")


def cancel_job(job_id: str) -> None:
    """Queue no further calls, ever; those that are queued go on."""
    _change(job_id, "Cancelled")


def _change(job_id: str, state: Literal["Running", "Paused", "Cancelled"]) -> None:
    use_running_stack()
    from callinsight.domain.access import COMMAND
    from callinsight.reanalyses import reanalysis_details
    from callinsight.services import services

    async def change() -> "Reanalysis":
        jobs = services().reanalyses
        does = {"Running": jobs.resume, "Paused": jobs.pause, "Cancelled": jobs.cancel}
        job = await does[state](job_id)
        details = reanalysis_details(job)
        await services().audit.note(COMMAND, "reanalysis.change", None, state=state, **details)
        return job

    print(job_words(asyncio.run(change())))
