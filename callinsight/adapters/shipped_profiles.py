"""The profiles that come with CallInsight, as files."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import yaml

from callinsight.domain.errors.profile import ProfilesDisabledError
from callinsight.domain.profile import Profile, load_profile
from callinsight.domain.profile_history import UNKNOWN, KeptVersion, Origin
from callinsight.shipped import SHIPPED


def shipped_profiles() -> Iterator[Profile]:
    """Yield the profiles of `deployments/profiles`, by file name."""
    for file in sorted((SHIPPED / "profiles").glob("*.yaml")):
        yield load_profile(yaml.safe_load(file.read_text("utf-8")))


class ShippedDefault:
    """Serves every call with the shipped default profile, whatever it asks for."""

    def __init__(self, profile_id: str) -> None:
        self._profile_id = profile_id

    async def current(self, profile_id: str) -> Profile | None:
        return self._default if profile_id == self._profile_id else None

    async def get(self, profile_id: str, version: int) -> Profile | None:
        known = (self._default.profile_id, self._default.version)
        return self._default if (profile_id, version) == known else None

    async def add(self, profile: Profile, origin: Origin = UNKNOWN) -> bool:  # noqa: ARG002  (the port's signature)
        raise ProfilesDisabledError("Profiles are files while USE_PROFILES is false.")

    async def make_current(self, profile_id: str, version: int) -> None:  # noqa: ARG002
        raise ProfilesDisabledError("Profiles are files while USE_PROFILES is false.")

    async def versions(self, profile_id: str) -> Sequence[Profile]:
        return [self._default] if profile_id == self._profile_id else []

    async def history(self, profile_id: str) -> Sequence[KeptVersion]:
        return [KeptVersion(profile=profile) for profile in await self.versions(profile_id)]

    async def list_current(self) -> Sequence[Profile]:
        return [self._default]

    @cached_property
    def _default(self) -> Profile:
        profile = next(p for p in shipped_profiles() if p.profile_id == "default")
        return profile.model_copy(update={"profile_id": self._profile_id})
