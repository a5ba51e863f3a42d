"""`callinsight reanalyze`: many calls analyzed anew with one version of a profile."""

import asyncio
import re
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.call_lists import Flag, From, Search, Status, Text, To, query_of
from callinsight.cli.reanalysis_jobs import add_job_commands, job_words
from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from callinsight.domain.profile import Profile
    from callinsight.domain.reanalysis import Chosen, Reanalysis, Skipped
    from callinsight.ports.calls import CallQuery
    from callinsight.reanalyzing import Outlook

app = typer.Typer(
    help="Analyze many calls anew with one version of a profile; nothing is transcribed."
)
add_job_commands(app)

_REASONS: "dict[Skipped, str]" = {
    "no_recording": "have no recording any more",
    "busy": "wait or run",
    "no_final_transcript": "have no final transcript",
    "would_be_transcribed": "would be transcribed anew: by the version, or by a shell without the key",
    "up_to_date": "show this version's analysis already",
}


@app.callback(invoke_without_command=True)
def reanalyze(
    context: typer.Context,
    profile: Annotated[
        str | None, typer.Option(metavar="ID[@VERSION]", help="What analyzes them; needed.")
    ] = None,
    status: Status = None,
    of_profile: Annotated[
        str | None, typer.Option(help="Only calls that have this profile now.")
    ] = None,
    search: Search = None,
    customer: Text = None,
    agent: Text = None,
    topic: Text = None,
    outcome: Text = None,
    flag: Flag = None,
    since: From = None,
    until: To = None,
    most: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many calls.")] = 1000,
    per_minute: Annotated[
        int, typer.Option(min=1, max=6000, help="At most so many calls a minute.")
    ] = 60,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what it would cost.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Analyze many calls anew with one version of a profile; the cost is told first.

    Calls go one by one, behind all live calls. Nothing is transcribed; earlier analyses are kept.
    """
    if context.invoked_subcommand is not None:
        return
    if profile is None:
        raise typer.BadParameter("needed, as ID or ID@VERSION", param_hint="--profile")
    profile_id, version = _named(profile)
    use_running_stack()
    words = {"q": search, "customer": customer, "agent": agent, "topic": topic, "outcome": outcome}
    query = query_of(status, of_profile, {**words, "flag": flag}, (since, until))
    found = asyncio.run(_told(_chosen(query, most), profile_id, version))
    if dry_run or found[1].estimate.calls == 0:
        return
    if not yes:
        typer.confirm("Analyze them anew?", abort=True)
    print(job_words(asyncio.run(_begun(_chosen(query, most), found, per_minute))))


def _named(profile: str) -> tuple[str, int | None]:
    """Return the id and the version that a person wrote."""
    match = re.fullmatch(r"([^@]+)(?:@([1-9][0-9]{0,8}))?", profile)
    if match is None:
        raise typer.BadParameter("ID or ID@VERSION", param_hint="--profile")
    return match[1], int(match[2]) if match[2] else None


def _chosen(query: "CallQuery", most: int) -> "Chosen":
    from callinsight.domain.reanalysis import Chosen

    return Chosen(
        status=query.status,
        profile_id=query.profile_id,
        created_from=query.created_from,
        created_to=query.created_to,
        filters=query.filters,
        most=most,
    )


async def _told(
    chosen: "Chosen", profile_id: str, version: int | None
) -> "tuple[Profile, Outlook]":
    from callinsight.cli.estimates import cost_words, counted
    from callinsight.services import services

    profile, outlook = await services().reanalyzing.outlook(chosen, profile_id, version)
    name = f"{profile.profile_id}@{profile.version}"
    print(f"{counted(outlook.estimate.calls)} would be analyzed anew with {name}.")
    _tell_skipped(outlook.skipped)
    if not outlook.is_whole:
        print("The list is longer than what was looked at; there are more calls.")
    if outlook.estimate.calls:
        print(cost_words(outlook.estimate))
    return profile, outlook


def _tell_skipped(skipped: "Mapping[Skipped, int]") -> None:
    for reason, number in sorted(skipped.items()):
        print(f"Left alone: {number} that {_REASONS[reason]}.")


async def _begun(
    chosen: "Chosen", found: "tuple[Profile, Outlook]", per_minute: int
) -> "Reanalysis":
    from callinsight.domain.access import COMMAND
    from callinsight.reanalyses import reanalysis_details
    from callinsight.services import services

    profile, outlook = found
    job = await services().reanalyses.begin(
        chosen,
        profile,
        per_minute=per_minute,
        author=COMMAND.name,
        estimate=outlook.estimate,
    )
    await services().audit.note(COMMAND, "reanalysis.begin", None, **reanalysis_details(job))
    return job
