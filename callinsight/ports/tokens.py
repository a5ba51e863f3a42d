"""Tokens that somebody else issues, and whom we believe."""

from typing import Protocol

from callinsight.domain.access import Actor


class TokenIssuer(Protocol):
    """The one issuer whose tokens are believed."""

    async def actor_of(self, token: str) -> Actor:
        """Return whom a token is about.

        Raises `UnauthenticatedError`, and `ServiceUnavailableError` while the issuer's keys cannot
        be had.
        """
        ...
