"""Who may do what: every route names the scope it needs."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from callinsight.domain.access import LOCAL, Actor, Scope
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.sender import ScopeMissingError, UnauthenticatedError
from callinsight.services import services

_BEARER = HTTPBearer(
    scheme_name="bearer",
    bearerFormat="API key or JWT",
    auto_error=False,
    description="An API key, or a token of the configured issuer.",
)
_API_KEY = APIKeyHeader(
    name="X-API-Key", scheme_name="api_key", auto_error=False, description="An API key."
)


async def current_actor(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
    api_key: Annotated[str | None, Security(_API_KEY)],
) -> Actor:
    """Return who makes this request; without authentication everybody on this machine is one."""
    if services().settings.callinsight_auth == "none":
        return LOCAL
    credential = api_key if bearer is None else bearer.credentials
    if not credential:
        raise UnauthenticatedError("This API asks for a key or a token.")
    address = request.client.host if request.client else ""
    return await services().authentication.actor_of(credential, address)


Caller = Annotated[Actor, Depends(current_actor)]


async def still_let_in(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
    api_key: Annotated[str | None, Security(_API_KEY)],
) -> Callable[[], Awaitable[bool]]:
    """Return how an answer that goes on for hours asks whether its credential still opens the API."""

    async def is_let_in() -> bool:
        try:
            await current_actor(request, bearer, api_key)
        except UnauthenticatedError:
            return False
        except CallInsightError:  # a store that is away revokes nothing
            return True
        return True

    return is_let_in


StillLetIn = Annotated[Callable[[], Awaitable[bool]], Depends(still_let_in)]


class Needing:
    """A dependency that lets only those through who have one scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    async def __call__(self, caller: Caller) -> Actor:
        if not caller.may(self.scope):
            raise ScopeMissingError(f"This needs the scope {self.scope.value}.")
        return caller


def needs(scope: Scope) -> Any:
    """Return the dependency of a route that only callers with this scope may use."""
    return Depends(Needing(scope))
