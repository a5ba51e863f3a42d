"""API keys: made, listed, revoked, and recognised in requests."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from callinsight.clock import Clock
from callinsight.domain.access import Actor, Scope
from callinsight.domain.api_key import ApiKey, is_text_of, key_id_in, new_api_key
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.sender import ApiKeyNotFoundError, UnauthenticatedError
from callinsight.ports.operations import ApiKeyStore

_TRUSTED_SECONDS = 30.0  # after a revocation a key works that long at most, in every process
_MOST_REMEMBERED = 1000
_USE_NOTED_EVERY = timedelta(hours=1)


class ApiKeys:
    """The keys of this deployment; what was read of one is trusted for half a minute."""

    def __init__(self, store: ApiKeyStore, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._monotonic = monotonic
        self._read: dict[str, tuple[float, ApiKey]] = {}
        self._noted: dict[str, datetime] = {}

    async def create(
        self, name: str, scopes: frozenset[Scope], valid_for: timedelta
    ) -> tuple[ApiKey, str]:
        """Make a key; return it with its text, which cannot be shown again."""
        now = self._clock()
        while True:
            key, text = new_api_key(name, scopes, now, now + valid_for)
            if await self._store.add_key(key):
                return key, text

    async def list_all(self) -> Sequence[ApiKey]:
        """Return all keys, also those that are of no use any more."""
        return await self._store.list_keys()

    async def revoke(self, key_id: str) -> ApiKey:
        """Revoke a key for ever; raises `ApiKeyNotFoundError`."""
        key = await self._store.revoke_key(key_id, self._clock())
        if key is None:
            raise ApiKeyNotFoundError("There is no such API key.")
        self._read.pop(key_id, None)
        return key

    async def actor_of(self, text: str) -> Actor:
        """Return who uses a key; raises `UnauthenticatedError`, the same for every reason."""
        key_id, now = key_id_in(text), self._clock()
        key = None if key_id is None else await self._known(key_id)
        if not is_text_of(key, text) or key is None or not key.is_open(now):
            raise UnauthenticatedError("The credential is not valid.")
        await self._note_use(key, now)
        return key.actor

    async def _known(self, key_id: str) -> ApiKey | None:
        moment, known = self._read.get(key_id, (0.0, None))
        if known is not None and self._monotonic() - moment < _TRUSTED_SECONDS:
            return known
        before = self._monotonic()
        key = await self._store.get_key(key_id)
        self._read.pop(key_id, None)
        if key is not None:
            self._read[key_id] = (before, key)
            if len(self._read) > _MOST_REMEMBERED:
                del self._read[next(iter(self._read))]
        return key

    async def _note_use(self, key: ApiKey, now: datetime) -> None:
        """Write the use down, seldom: a request does not fail for it."""
        last = self._noted.get(key.key_id, key.last_used_at)
        if last is None or now - last >= _USE_NOTED_EVERY:
            self._noted[key.key_id] = now
            with suppress(CallInsightError):
                await self._store.note_key_used(key.key_id, now)
