"""`callinsight profiles compare`: what two versions say differently of the same calls."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from callinsight.cli.profile_evaluation import MostCalls, share, told
from callinsight.cli.profile_versions import AsJson
from callinsight.cli.running_stack import use_running_stack

if TYPE_CHECKING:
    from callinsight.domain.version_changes import VersionChanges

Number = Annotated[int, typer.Argument(min=1, help="Number of a version.")]


def compare_versions(
    profile_id: str,
    before: Number,
    after: Number,
    call_ids: Annotated[
        list[str] | None, typer.Option("--call", help="Only this call; may be repeated.")
    ] = None,
    most_calls: MostCalls = 50,
    *,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask what was not answered before; that is paid, once.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show field by field what two versions say differently of the profile's newest calls.

    Nobody needs to have put these calls right; nothing is transcribed.
    """
    use_running_stack()
    from callinsight.services import services

    work = services().comparing.compare(
        profile_id, before, after, call_ids=call_ids or (), most_calls=most_calls, ask=ask
    )
    found = asyncio.run(work)
    if as_json:
        print(found.model_dump_json())
    else:
        _print(found)


def _print(found: "VersionChanges") -> None:
    from callinsight.cli.tables import money, print_table

    if found.fields:
        print_table(
            ["FIELD", "CHANGED", "AGREEMENT"],
            [[row.pointer, str(row.changed), share(row.agreement)] for row in found.fields],
        )
        print()
        print_table(
            ["CALL", "FIELD", f"VERSION {found.before}", f"VERSION {found.after}"],
            [
                [each.call_id, each.pointer, told(each.before), told(each.after)]
                for each in found.changes
            ],
        )
        print()
    print(
        f"{found.calls} calls compared, {found.unchanged} the same, {found.left_out} left out; "
        f"cost {money(found.before_cost_usd)} and {money(found.after_cost_usd)}."
    )
    if found.left_out:
        print("Of those left out, a version has no answers yet: --ask asks for them.")
