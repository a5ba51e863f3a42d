"""Versions of profiles: written once, numbered in a row, and one of them is current."""

from typing import Any

from callinsight.clock import Clock
from callinsight.domain.errors.call import ConflictError
from callinsight.domain.errors.profile import (
    ProfilesDisabledError,
    ProfileVersionNotFoundError,
    UnknownProfileError,
)
from callinsight.domain.profile import Profile, load_profile
from callinsight.domain.profile_history import Origin
from callinsight.output_schema import require_enforceable, require_valid
from callinsight.ports.profiles import ProfileStore

_TRIES = 5


class ProfileVersions:
    """What people do with profiles."""

    def __init__(self, store: ProfileStore, clock: Clock, *, enabled: bool) -> None:
        self._store = store
        self._clock = clock
        self._enabled = enabled

    def require_enabled(self) -> None:
        """Raise `ProfilesDisabledError` if this deployment has no table of profiles."""
        if not self._enabled:
            raise ProfilesDisabledError("Profiles are files while USE_PROFILES is false.")

    async def current(self, profile_id: str) -> Profile:
        """Return the current version; raises `UnknownProfileError`."""
        profile = await self._store.current(profile_id) if profile_id else None
        if profile is None:
            raise UnknownProfileError("There is no profile with this id.")
        return profile

    async def get(self, profile_id: str, version: int) -> Profile:
        """Return one version; raises `UnknownProfileError` if there is none."""
        profile = await self._store.get(profile_id, version) if _is_number(version) else None
        if profile is None:
            raise UnknownProfileError("There is no such version of a profile with this id.")
        return profile

    async def push(
        self,
        profile_id: str,
        document: dict[str, Any],
        *,
        author: str | None = None,
        make_current: bool = True,
    ) -> Profile:
        """Write a document as the next version, with who wrote it and when.

        Raises `ProfileInvalidError` naming the field, `ConflictError` if others always were faster.
        """
        self.require_enabled()
        for _ in range(_TRIES):
            known = await self._store.versions(profile_id)
            number = max((profile.version for profile in known), default=0) + 1
            profile = load_profile({**document, "profile_id": profile_id, "version": number})
            if profile.output_schema is not None:
                require_valid(profile.output_schema)
                require_enforceable(profile)
            if await self._store.add(profile, Origin(author=author, created_at=self._clock())):
                if make_current or not known:  # a profile without a current version is none
                    await self._store.make_current(profile_id, number)
                return profile
        raise ConflictError("Others write versions of this profile; ask again.")

    async def require_version(self, profile_id: str, version: int) -> Profile:
        """Return one version, to be made current; raises `ProfileVersionNotFoundError`."""
        profile = await self._store.get(profile_id, version) if _is_number(version) else None
        if profile is None:
            raise ProfileVersionNotFoundError("The profile has no such version.")
        return profile

    async def make_current(self, profile_id: str, version: int) -> Profile:
        """Let new calls use a version; raises `ProfileVersionNotFoundError`."""
        self.require_enabled()
        profile = await self.require_version(profile_id, version)
        await self._store.make_current(profile_id, version)
        return profile

    async def earlier(self, profile_id: str, to: int | None = None) -> int:
        """Return the number of an earlier version, by default that of the one before.

        Raises `UnknownProfileError`, or `ProfileVersionNotFoundError` if none is earlier.
        """
        current = await self.current(profile_id)
        known = await self._store.versions(profile_id)
        earlier = [profile.version for profile in known if profile.version < current.version]
        if to == current.version:
            raise ProfileVersionNotFoundError(f"Version {to} is the current one already.")
        if not earlier or (to is not None and to not in earlier):
            raise ProfileVersionNotFoundError("The profile has no such earlier version.")
        return max(earlier) if to is None else to


def _is_number(version: int) -> bool:
    """Version 0 is the table's own, and a number has an end."""
    return 1 <= version < 10**9
