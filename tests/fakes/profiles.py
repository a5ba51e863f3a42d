"""Profiles in memory."""

from collections.abc import Sequence

from callinsight.domain.profile import Profile
from callinsight.domain.profile_history import UNKNOWN, KeptVersion, Origin


class FakeProfileStore:
    """Immutable versions and a pointer to the current one."""

    def __init__(self, *profiles: Profile) -> None:
        self.stored = {(p.profile_id, p.version): p for p in profiles}
        self.origins: dict[tuple[str, int], Origin] = {}
        self.pointers = {p.profile_id: p.version for p in profiles}

    async def current(self, profile_id: str) -> Profile | None:
        return self.stored.get((profile_id, self.pointers.get(profile_id, 0)))

    async def get(self, profile_id: str, version: int) -> Profile | None:
        return self.stored.get((profile_id, version))

    async def add(self, profile: Profile, origin: Origin = UNKNOWN) -> bool:
        key = (profile.profile_id, profile.version)
        if self.stored.setdefault(key, profile) is not profile:
            return False
        self.origins[key] = origin
        return True

    async def make_current(self, profile_id: str, version: int) -> None:
        self.pointers[profile_id] = version

    async def versions(self, profile_id: str) -> Sequence[Profile]:
        return [self.stored[key] for key in sorted(self.stored) if key[0] == profile_id]

    async def history(self, profile_id: str) -> Sequence[KeptVersion]:
        return [
            KeptVersion(
                profile=profile,
                origin=self.origins.get((profile_id, profile.version), UNKNOWN),
            )
            for profile in await self.versions(profile_id)
        ]

    async def list_current(self) -> Sequence[Profile]:
        return [self.stored[key] for key in sorted(self.pointers.items())]
