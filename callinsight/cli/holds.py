"""`callinsight calls hold` and `release`: calls that nobody can erase."""

import asyncio
from typing import Annotated

import typer

from callinsight.cli.running_stack import use_running_stack

_MOST = 500


def hold_call(
    call_id: str,
    reason: Annotated[str, typer.Option(help="Why it must be kept; its page shows it.")],
) -> None:
    """Keep a call: until it is released nobody can erase it, and its age does not."""
    use_running_stack()
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    reason = reason.strip()
    if not 0 < len(reason) <= _MOST:
        raise typer.BadParameter(f"1 to {_MOST} characters", param_hint="--reason")

    async def hold() -> None:
        await services().holds.hold(call_id, reason=reason, by=COMMAND.name)
        await services().audit.note(COMMAND, "call.hold", call_id)

    asyncio.run(hold())
    print(f"Call {call_id} is held; nobody can erase it.")


def release_call(call_id: str) -> None:
    """Release a call that is held: it can be erased again."""
    use_running_stack()
    from callinsight.domain.access import COMMAND
    from callinsight.services import services

    async def release() -> bool:
        was_held = (await services().reruns.existing(call_id)).hold is not None
        await services().holds.release(call_id)
        await services().audit.note(COMMAND, "call.release", call_id)
        return was_held

    was_held = asyncio.run(release())
    print(f"Call {call_id} {'is released' if was_held else 'was not held'}; it can be erased.")
