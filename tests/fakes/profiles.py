"""Profiles in memory."""

from collections.abc import Sequence

from callinsight.domain.profile import Profile


class FakeProfileStore:
    """Immutable versions and a pointer to the current one."""

    def __init__(self, *profiles: Profile) -> None:
        self.stored = {(p.profile_id, p.version): p for p in profiles}
        self.pointers = {p.profile_id: p.version for p in profiles}

    async def current(self, profile_id: str) -> Profile | None:
        return self.stored.get((profile_id, self.pointers.get(profile_id, 0)))

    async def get(self, profile_id: str, version: int) -> Profile | None:
        return self.stored.get((profile_id, version))

    async def add(self, profile: Profile) -> bool:
        key = (profile.profile_id, profile.version)
        return self.stored.setdefault(key, profile) is profile

    async def make_current(self, profile_id: str, version: int) -> None:
        self.pointers[profile_id] = version

    async def versions(self, profile_id: str) -> Sequence[Profile]:
        return [self.stored[key] for key in sorted(self.stored) if key[0] == profile_id]

    async def list_current(self) -> Sequence[Profile]:
        return [self.stored[key] for key in sorted(self.pointers.items())]
