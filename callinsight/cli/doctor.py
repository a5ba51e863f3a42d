"""`callinsight doctor`: would a call get through?"""

import asyncio

import typer

from callinsight.cli.errors import FAILED
from callinsight.cli.running_stack import use_running_stack

_MARKS = {"well": "ok  ", "warning": "warn", "failed": "FAIL"}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor() -> None:
    """Check settings, AWS, keys and Prefect: one line each; exit 1 if a call would be stopped."""
    use_running_stack()
    from callinsight.doctor.examination import examine
    from callinsight.doctor.finding import Finding
    from callinsight.domain.errors.deployment import SettingsError
    from callinsight.services import services

    try:
        world = services()
    except SettingsError as error:
        findings = [Finding("settings", "failed", str(error), error.hint)]
    else:
        findings = asyncio.run(examine(world))
    for finding in findings:
        print(f"{_MARKS[finding.level]}  {finding.subject}: {finding.says}")
        if finding.hint and finding.level != "well":
            print(f"      {finding.hint}")
    if any(finding.level == "failed" for finding in findings):
        raise typer.Exit(FAILED)
