"""`callinsight budgets`: what may be paid today."""

import asyncio

import typer

from callinsight.cli.running_stack import use_running_stack

app = typer.Typer(help="Look at today's budgets.", no_args_is_help=True)


@app.command("show")
def show_budgets() -> None:
    """Show each budget of today (UTC): what is spent, held for requests on their way, and left."""
    use_running_stack()
    from callinsight.cli.tables import print_table
    from callinsight.domain.budget import ALL
    from callinsight.services import services

    budgets = asyncio.run(services().todays_budgets.shown())
    if not budgets:
        print("No budget is set (BUDGET_USD_PER_DAY, PROFILE_BUDGETS_USD_PER_DAY).")
        return
    print_table(
        ["BUDGET", "USD A DAY", "SPENT", "HELD", "LEFT"],
        [
            [
                "all calls" if each.scope == ALL else each.scope,
                f"{each.limit:.4f}",
                f"{each.taken.spent:.4f}",
                f"{max(0.0, each.taken.usd - each.taken.spent):.4f}",
                f"{max(0.0, each.limit - each.taken.usd):.4f}",
            ]
            for each in budgets
        ],
    )


@app.command("resume")
def resume_calls() -> None:
    """Try every call that waits for tomorrow's budget now, as after a budget was raised."""
    use_running_stack()
    from callinsight.services import services

    print(f"{asyncio.run(services().todays_budgets.resume())} call(s) are tried again.")
