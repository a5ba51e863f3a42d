"""JSON web tokens of one issuer, as Amazon Cognito makes them: access tokens and id tokens."""

import re
from collections.abc import Collection
from typing import Any

import jwt

from callinsight.adapters.json_web_keys import JsonWebKeys
from callinsight.domain.access import Actor, Scope
from callinsight.domain.errors.sender import UnauthenticatedError

_LEEWAY_SECONDS = 60
_MOST_CHARACTERS = 16 * 1024
_ALGORITHM = "RS256"  # never what the token itself says: it could say "none", or HS256
_REQUIRED = ["exp", "iat", "iss", "sub", "token_use"]
# The client a token was made for stands elsewhere in each kind of token.
_CLIENT_CLAIM = {"access": "client_id", "id": "aud"}
_GRANT = re.compile(r"callinsight[/:._-](read|write|admin|raw)")


class JsonWebTokens:
    """Believes tokens that the issuer signed for one of our clients."""

    def __init__(self, keys: JsonWebKeys, *, issuer: str, audiences: Collection[str]) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audiences = frozenset(audiences)

    async def actor_of(self, token: str) -> Actor:
        try:
            claims = await self._claims(token)
        except (jwt.PyJWTError, ValueError, TypeError):
            claims = None
        if claims is None or not self._is_for_us(claims):
            raise UnauthenticatedError("The credential is not valid.")
        return Actor(kind="token", name=claims["sub"], scopes=_scopes_in(claims))

    async def _claims(self, token: str) -> dict[str, Any] | None:
        """Return what the issuer signed; raises what PyJWT raises."""
        if len(token) > _MOST_CHARACTERS:
            return None
        header = jwt.get_unverified_header(token)
        key_id = header.get("kid")
        if header.get("alg") != _ALGORITHM or not isinstance(key_id, str):
            return None
        key = await self._keys.get(key_id)
        if key is None:
            return None
        return jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            issuer=self._issuer,
            leeway=_LEEWAY_SECONDS,
            options={"require": _REQUIRED, "verify_aud": False},
        )

    def _is_for_us(self, claims: dict[str, Any]) -> bool:
        client = claims.get(_CLIENT_CLAIM.get(str(claims["token_use"]), ""))
        return isinstance(client, str) and client in self._audiences


def _scopes_in(claims: dict[str, Any]) -> frozenset[Scope]:
    """Return what an access token's scopes, or a person's groups, allow here.

    The names begin with `callinsight`: an issuer serves other products, too, and their
    `billing/admin` is nobody here.
    """
    told, groups = claims.get("scope"), claims.get("cognito:groups")
    names = told.split() if isinstance(told, str) else []
    names += groups if isinstance(groups, list) else []
    found = (_GRANT.fullmatch(str(name)) for name in names)
    return frozenset(Scope(match[1]) for match in found if match)
