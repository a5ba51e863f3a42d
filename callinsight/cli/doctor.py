"""`callinsight doctor`: would a call get through?"""

import asyncio

import typer

from callinsight.cli.errors import FAILED
from callinsight.cli.running_stack import use_running_stack


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor() -> None:
    """Check settings, AWS, keys and Prefect: one line each; exit 1 if a call would be stopped."""
    use_running_stack()
    from callinsight.doctor import Finding, examine
    from callinsight.domain.errors import SettingsError
    from callinsight.services import services

    try:
        world = services()
    except SettingsError as error:
        findings = [Finding("settings", is_well=False, says=str(error), hint=error.hint)]
    else:
        findings = asyncio.run(examine(world))
    for finding in findings:
        print(f"{'ok  ' if finding.is_well else 'FAIL'}  {finding.subject}: {finding.says}")
        if finding.hint and not finding.is_well:
            print(f"      {finding.hint}")
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(FAILED)
