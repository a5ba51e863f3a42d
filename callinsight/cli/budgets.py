"""`callinsight budgets`: what may be paid today."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from callinsight.budgets import TodaysBudget

app = typer.Typer(help="Look at today's budgets, and set them.", no_args_is_help=True)

Profile = Annotated[str | None, typer.Option(help="Whose budget; that of all calls if left out.")]


@app.command("show")
def show_budgets() -> None:
    """Show each budget of today (UTC): what is spent, held for requests on their way, and left."""
    use_running_stack()
    from callinsight.cli.tables import print_table
    from callinsight.services import services

    day, budgets = asyncio.run(services().todays_budgets.shown())
    if not budgets:
        print("No budget is set: `callinsight budgets set 50` limits what is paid a day.")
        return
    print_table(
        [f"BUDGET OF {day}", "USD A DAY", "SPENT", "HELD", "LEFT", "SET BY"],
        [_row(each) for each in budgets],
    )


def _row(budget: "TodaysBudget") -> list[str]:
    return [
        _name(budget.scope),
        f"{budget.limit:.4f}",
        f"{budget.taken.spent:.4f}",
        f"{budget.held:.4f}",
        f"{budget.left:.4f}",
        budget.set_by.author if budget.set_by else "setting",
    ]


def _name(scope: str | None) -> str:
    from callinsight.domain.budget import ALL

    return "all calls" if scope in {None, ALL} else str(scope)


@app.command("set")
def set_budget(
    usd_per_day: Annotated[float, typer.Argument(min=0.0001, max=1_000_000)],
    profile: Profile = None,
) -> None:
    """Limit what is paid a day (UTC), from now on; it goes before the setting."""
    use_running_stack()
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    async def set_it() -> None:
        await services().todays_budgets.set(profile, usd_per_day, by=COMMAND.name)
        details = {"profile_id": profile, "usd_per_day": usd_per_day}
        await services().audit.note(COMMAND, "budget.set", None, **details)

    asyncio.run(set_it())
    print(f"The budget of {_name(profile)} is {usd_per_day:.4f} USD a day.")
    print("Calls that wait for tomorrow go on with: callinsight budgets resume")


@app.command("drop")
def drop_budget(profile: Profile = None) -> None:
    """Take back a limit that was set: the setting counts again, or nothing if there is none."""
    use_running_stack()
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    async def drop() -> None:
        await services().todays_budgets.drop(profile)
        await services().audit.note(COMMAND, "budget.drop", None, profile_id=profile)

    asyncio.run(drop())
    print(f"The budget of {_name(profile)} is that of the settings, if they name one.")


@app.command("resume")
def resume_calls() -> None:
    """Try every call that waits for tomorrow's budget now, as after a budget was raised."""
    use_running_stack()
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    async def resume() -> int:
        resumed = await services().todays_budgets.resume()
        await services().audit.note(COMMAND, "budget.resume", None, calls=resumed)
        return resumed

    print(f"{asyncio.run(resume())} call(s) are tried again.")
