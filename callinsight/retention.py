"""Retention: calls that were kept as long as their profile says are erased, unless they are held."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from callinsight.audit import Audit
from callinsight.clock import Clock
from callinsight.domain.access import Actor
from callinsight.domain.call import Call
from callinsight.domain.erasure import tombstone
from callinsight.domain.retention import expires_at
from callinsight.domain.status import Status
from callinsight.exporting.reading import pages_of
from callinsight.ports.calls import CallQuery, CallStore
from callinsight.ports.profiles import ProfileStore

RETENTION = Actor(kind="command", name="retention", scopes=frozenset())


@dataclass(frozen=True)
class Expiry:
    """A call and when its time ends; `call.hold` keeps it all the same."""

    call: Call
    days: int
    at: datetime


@dataclass(frozen=True)
class Swept:
    """What a sweep did; unless `is_all`, there is more to erase."""

    erased: int
    held: int
    is_all: bool


class Retention:
    """Counts by the profile as it is today, whatever version a call was analyzed with."""

    def __init__(
        self,
        calls: CallStore,
        profiles: ProfileStore,
        audit: Audit,
        clock: Clock,
        default_days: int | None,
    ) -> None:
        self._calls = calls
        self._profiles = profiles
        self._audit = audit
        self._clock = clock
        self._default_days = default_days

    async def expiring(self, until: datetime) -> AsyncIterator[Expiry]:
        """Yield the calls whose time ends by then, profile by profile, and those of no known one.

        Nothing is scanned: a call ends after it came in, so the index by profile (of the others, of
        failed calls) is read from the latest day on that can matter.
        """
        days_of = await self._days_of()
        for profile_id, days in days_of.items():
            if days is not None:
                query = CallQuery(profile_id=profile_id, created_to=until - timedelta(days=days))
                async for expiry in self._found(query, days, until, {}):
                    yield expiry
        if (days := self._default_days) is not None:
            query = CallQuery(status=Status.FAILED, created_to=until - timedelta(days=days))
            async for expiry in self._found(query, days, until, days_of):
                yield expiry

    async def sweep(self, most: int) -> Swept:
        """Erase at most so many calls whose time has ended; what is erased is never found again."""
        erased = held = 0
        async for expiry in self.expiring(self._clock()):
            if expiry.call.hold is not None:
                held += 1
            elif erased == most:
                return Swept(erased, held, is_all=False)
            else:
                erased += await self._erase(expiry)
        return Swept(erased, held, is_all=True)

    async def _days_of(self) -> dict[str, int | None]:
        return {
            profile.profile_id: profile.retention_days or self._default_days
            for profile in await self._profiles.list_current()
        }

    async def _found(
        self, query: CallQuery, days: int, until: datetime, others: Mapping[str, int | None]
    ) -> AsyncIterator[Expiry]:
        """Yield what a query finds, but no call of other profiles; the record decides, not the row."""
        async for rows in pages_of(self._calls, query):
            for row in rows:
                call = None if row.profile_id in others else await self._calls.get(row.call_id)
                at = None if call is None else expires_at(call, days)
                if call is not None and at is not None and at <= until:
                    yield Expiry(call, days, at)

    async def _erase(self, expiry: Expiry) -> bool:
        """Write the tombstone unless the call was started again, held or erased since it was read."""
        call_id = expiry.call.call_id
        if await self._calls.apply(tombstone(expiry.call, self._clock())) is None:
            return False
        await self._audit.note(RETENTION, "call.erase", call_id, retention_days=expiry.days)
        return True
