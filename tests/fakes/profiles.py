"""Profiles in memory."""

from collections.abc import Sequence

from callinsight.domain.profile import Profile


class FakeProfileStore:
    """Immutable versions and a pointer to the current one."""

    def __init__(self, *profiles: Profile) -> None:
        self.versions = {(p.profile_id, p.version): p for p in profiles}
        self.pointers = {p.profile_id: p.version for p in profiles}

    async def current(self, profile_id: str) -> Profile | None:
        return self.versions.get((profile_id, self.pointers.get(profile_id, 0)))

    async def get(self, profile_id: str, version: int) -> Profile | None:
        return self.versions.get((profile_id, version))

    async def add(self, profile: Profile) -> bool:
        key = (profile.profile_id, profile.version)
        return self.versions.setdefault(key, profile) is profile

    async def make_current(self, profile_id: str, version: int) -> None:
        self.pointers[profile_id] = version

    async def list_current(self) -> Sequence[Profile]:
        return [self.versions[key] for key in sorted(self.pointers.items())]
