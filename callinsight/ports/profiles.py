"""The table of profiles."""

from collections.abc import Sequence
from typing import Protocol

from callinsight.domain.profile import Profile
from callinsight.domain.profile_history import UNKNOWN, KeptVersion, Origin


class ProfileStore(Protocol):
    """Keeps immutable profile versions and which of them is current."""

    async def current(self, profile_id: str) -> Profile | None:
        """Return the current version, or None if there is no such profile."""
        ...

    async def get(self, profile_id: str, version: int) -> Profile | None:
        """Return one version, or None."""
        ...

    async def add(self, profile: Profile, origin: Origin = UNKNOWN) -> bool:
        """Store a new version and who wrote it; False if that version exists already."""
        ...

    async def make_current(self, profile_id: str, version: int) -> None:
        """Let new calls use this version."""
        ...

    async def versions(self, profile_id: str) -> Sequence[Profile]:
        """Return every version of a profile, oldest first."""
        ...

    async def history(self, profile_id: str) -> Sequence[KeptVersion]:
        """Return every version of a profile and who wrote it, oldest first."""
        ...

    async def list_current(self) -> Sequence[Profile]:
        """Return the current version of every profile, by id."""
        ...
