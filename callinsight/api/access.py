"""Who may do what: every route names the scope it needs."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends

from callinsight.domain.access import LOCAL, Actor, Scope


async def current_actor() -> Actor:
    """Return who makes this request; without authentication everybody on this machine is one."""
    return LOCAL


Caller = Annotated[Actor, Depends(current_actor)]


def needs(scope: Scope) -> Any:
    """Return the dependency of a route that only callers with this scope may use."""
    return Depends(_checking(scope))


def _checking(scope: Scope) -> Callable[..., Any]:
    async def check(caller: Caller) -> Actor:
        assert caller.may(scope)  # noqa: S101  (only the local actor exists yet)
        return caller

    return check
