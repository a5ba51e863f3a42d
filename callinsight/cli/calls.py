"""`callinsight calls`: list, export, show, explain, re-run, cancel, hold and erase calls, and swap their roles."""

import asyncio
import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.ask import ask_call
from callinsight.cli.call_lists import export_calls, list_calls
from callinsight.cli.cancel import cancel_calls
from callinsight.cli.explain import explain_analysis
from callinsight.cli.holds import hold_call, release_call
from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from callinsight.domain.call import Call

app = typer.Typer(help="Look at calls and run them again.", no_args_is_help=True)
app.command("list")(list_calls)
app.command("export")(export_calls)
app.command("cancel")(cancel_calls)
app.command("ask")(ask_call)
app.command("explain")(explain_analysis)
app.command("hold")(hold_call)
app.command("release")(release_call)


class FromStep(StrEnum):
    """Where a re-run begins to do things again."""

    FETCH_AUDIO = "fetch_audio"
    TRANSCRIBE = "transcribe"
    ANALYZE = "analyze"
    PERSIST = "persist"


@app.command("show")
def show_call(
    call_id: str,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Show one call with its transcript, analysis and steps."""
    use_running_stack()
    from callinsight.cli.results import call_document, print_call
    from callinsight.services import services

    async def load() -> dict[str, object]:
        call = await services().reruns.existing(call_id)
        return {**await call_document(call), "analysis_stale": call.analysis_stale}

    document = asyncio.run(load())
    if as_json:
        print(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        print_call(document)


@app.command("rerun")
def rerun_call(
    call_id: str,
    from_step: Annotated[
        FromStep,
        typer.Option("--from", help="This step and the later ones are done and paid again."),
    ] = FromStep.PERSIST,
    profile: Annotated[str | None, typer.Option(help="Use another profile.")] = None,
    profile_version: Annotated[
        int | None, typer.Option(min=1, help="Use this version, current or not.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what it would cost.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to pay.")] = False,
) -> None:
    """Run a call again; by default nothing that is finished is paid again."""
    use_running_stack()
    from callinsight.cli.estimates import cost_of_rerun
    from callinsight.cli.results import note_fallback
    from callinsight.domain.access import COMMAND
    from callinsight.reruns import rerun_details
    from callinsight.services import services

    async def rerun() -> "Call | None":
        words, is_free = await cost_of_rerun(call_id, from_step.value, profile, profile_version)
        typer.echo(words, err=not dry_run)
        if dry_run:
            return None
        if not (yes or is_free) and sys.stdin.isatty():
            typer.confirm("Run it again?", abort=True)
        call = await services().reruns.rerun(
            call_id,
            from_step=from_step.value,
            profile_id=profile,
            profile_version=profile_version,
        )
        details = rerun_details(call, from_step.value)
        await services().audit.note(COMMAND, "call.rerun", call_id, **details)
        return call

    call = asyncio.run(rerun())
    if call is None:
        return
    print(f"Call {call.call_id} is queued again (attempt {call.attempt}).")
    note_fallback(call)


@app.command("swap-roles")
def swap_roles(call_id: str) -> None:
    """Exchange agent and customer; nothing is transcribed or paid again."""
    use_running_stack()
    from callinsight.cli.results import roles_line
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    async def swap() -> "Call":
        call = await services().role_swaps.swap(call_id)
        await services().audit.note(COMMAND, "call.change", call_id, swap_roles=True)
        return call

    call = asyncio.run(swap())
    roles = call.transcript.roles if call.transcript else {}
    print(f"Call {call.call_id}: {roles_line(roles)}.")
    if call.analysis_stale:
        print("Its analysis is of the roles before: `callinsight calls rerun` makes it anew.")


@app.command("erase")
def erase_call(
    call_id: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a call with everything that belongs to it; there is no way back."""
    use_running_stack()
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    async def erase() -> None:
        await services().changes.erase(call_id)
        await services().audit.note(COMMAND, "call.erase", call_id)

    if not yes:
        typer.confirm("Erase recording, transcript, analyses and record of the call?", abort=True)
    asyncio.run(erase())
    print(f"Call {call_id} is erased; the intake deletes its data.")
