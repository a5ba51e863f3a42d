"""`callinsight calls cancel ID...`."""

import asyncio
from typing import Annotated

import typer

from callinsight.cli.running_stack import use_running_stack


def cancel_calls(
    call_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Calls that run or wait.")],
) -> None:
    """Cancel calls; they are not started again by themselves, and `calls rerun` pays nothing twice."""
    use_running_stack()
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    async def cancel() -> None:
        for call_id in call_ids:
            await services().cancelling.cancel(call_id)
            await services().audit.note(COMMAND, "call.cancel", call_id)
            print(f"Call {call_id} is cancelled.")

    asyncio.run(cancel())
