"""Who makes a request, by its credential; and how often that may be asked."""

import hashlib
from collections.abc import Callable

from callinsight.api_keys import ApiKeys
from callinsight.domain.access import Actor
from callinsight.domain.api_key import PREFIX
from callinsight.domain.errors.base import TooManyRequestsError
from callinsight.domain.errors.sender import UnauthenticatedError
from callinsight.domain.token_buckets import TokenBuckets
from callinsight.ports.tokens import TokenIssuer

_FAILURES_PER_MINUTE = 60
_MOST_REMEMBERED = 10_000


class Authentication:
    """Knows callers by API keys and by an issuer's tokens; each may ask so often and no more."""

    def __init__(
        self,
        keys: ApiKeys,
        issuer: TokenIssuer | None,
        *,
        requests_per_minute: int,
        monotonic: Callable[[], float],
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._monotonic = monotonic
        self._requests = TokenBuckets(requests_per_minute)
        self._failures = TokenBuckets(_FAILURES_PER_MINUTE)
        self._accepted: dict[bytes, None] = {}

    async def actor_of(self, credential: str, address: str) -> Actor:
        """Return who sends this credential from that address, and count the request.

        Raises `UnauthenticatedError`, `TooManyRequestsError`.
        """
        self._require_few_failures(credential, address)
        try:
            actor = await self._known(credential)
        except UnauthenticatedError:
            self._failures.take(address, self._monotonic())
            raise
        self._accept(credential)
        if wait := self._requests.take(f"{actor.kind} {actor.name}", self._monotonic()):
            raise TooManyRequestsError("This key or token sends too many requests.", wait)
        return actor

    async def _known(self, credential: str) -> Actor:
        if credential.startswith(PREFIX):
            return await self._keys.actor_of(credential)
        if self._issuer is None:
            raise UnauthenticatedError("The credential is not valid.")
        return await self._issuer.actor_of(credential)

    def _require_few_failures(self, credential: str, address: str) -> None:
        """Ask nobody about more wrong credentials from one address.

        One that was right before is let through: behind a load balancer all share an address.
        """
        wait = self._failures.wait(address, self._monotonic())
        if wait and _mark(credential) not in self._accepted:
            raise TooManyRequestsError("Too many wrong credentials came from this address.", wait)

    def _accept(self, credential: str) -> None:
        self._accepted[_mark(credential)] = None
        if len(self._accepted) > _MOST_REMEMBERED:
            del self._accepted[next(iter(self._accepted))]


def _mark(credential: str) -> bytes:
    """A digest: no credential stays in memory for longer than its request."""
    return hashlib.sha256(credential.encode()).digest()
