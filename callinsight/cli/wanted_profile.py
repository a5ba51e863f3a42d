"""A profile that a person names for a command must exist: nobody wants to pay for another one."""

import typer


async def require_profile(profile_id: str | None) -> None:
    """Stop before anything is sent if there is no such profile, and name those there are."""
    from callinsight.services import services

    store = services().profile_store
    if profile_id is None or await store.current(profile_id) is not None:
        return
    there = ", ".join(profile.profile_id for profile in await store.list_current())
    raise typer.BadParameter(
        f"there is no such profile; there are: {there or 'none'}", param_hint="--profile"
    )
