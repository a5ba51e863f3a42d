"""Which profile serves a call: chosen and pinned when it is queued, read again when it runs."""

from collections.abc import Mapping, Sequence

from callinsight.domain.call import Call
from callinsight.domain.errors.profile import ProfileNotFoundError, ProfileVersionNotFoundError
from callinsight.domain.profile import PinnedProfile, Profile, ProfileRule, chosen_profile_id
from callinsight.output_schema import require_valid
from callinsight.ports.profiles import ProfileStore


class Profiles:
    """The profiles of one deployment, with its rules and its fallback."""

    def __init__(
        self,
        store: ProfileStore,
        *,
        default_id: str,
        fallback: bool,
        rules: Sequence[ProfileRule] = (),
    ) -> None:
        self._store = store
        self._default_id = default_id
        self._fallback = fallback
        self._rules = rules

    async def pin(
        self,
        asked: str | None,
        *,
        key: str = "",
        metadata: Mapping[str, str] | None = None,
        message_attribute: str | None = None,
    ) -> PinnedProfile:
        """Return the current version of the profile a call wants, or of the default instead.

        Raises `ProfileNotFoundError` if there is neither, or no fallback is allowed.
        """
        wanted = chosen_profile_id(
            asked=asked,
            metadata=metadata or {},
            message_attribute=message_attribute,
            rules=self._rules,
            key=key,
            default=self._default_id,
        )
        profile = await self._store.current(wanted)
        if profile is not None:
            return PinnedProfile(profile_id=profile.profile_id, version=profile.version)
        if self._fallback:
            profile = await self._store.current(self._default_id)
        if profile is None:
            raise ProfileNotFoundError("The call asks for a profile that does not exist.")
        return PinnedProfile(
            profile_id=profile.profile_id, version=profile.version, fallback_from=wanted
        )

    async def pin_version(self, profile_id: str, version: int) -> PinnedProfile:
        """Return this very version, current or not; raises `ProfileVersionNotFoundError`."""
        if await self._store.get(profile_id, version) is None:
            raise ProfileVersionNotFoundError("The profile has no such version.")
        return PinnedProfile(profile_id=profile_id, version=version)

    async def of(self, call: Call) -> Profile:
        """Return the version pinned on the call, whatever happened to the profile since.

        A call that is heard as another version would has that one's transcription settings. Raises
        `ProfileNotFoundError` or `ProfileInvalidError`, before anything is paid.
        """
        if call.profile_id is None or call.profile_version is None:
            raise ProfileNotFoundError("No profile is pinned on the call.")
        profile = await self._existing(call.profile_id, call.profile_version)
        if call.heard_as is not None:
            heard = await self._existing(call.heard_as.profile_id, call.heard_as.version)
            profile = profile.model_copy(update={"transcription": heard.transcription})
        if profile.output_schema is not None:
            require_valid(profile.output_schema)
        return profile

    async def _existing(self, profile_id: str, version: int) -> Profile:
        profile = await self._store.get(profile_id, version)
        if profile is None:
            raise ProfileNotFoundError(
                f"Version {version} of the call's profile does not exist any more."
            )
        return profile
