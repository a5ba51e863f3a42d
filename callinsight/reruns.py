"""Calls done again because a person asks for it, through the API or the command line."""

from typing import Any

from callinsight.clock import Clock
from callinsight.domain.call import Call, StepName
from callinsight.domain.call_id import is_call_id
from callinsight.domain.errors.call import CallNotFoundError, ConflictError
from callinsight.domain.errors.profile import ProfileNotFoundError
from callinsight.domain.profile import PinnedProfile
from callinsight.domain.reruns import can_rerun, rerun
from callinsight.ports.calls import CallStore
from callinsight.profiles import Profiles


def rerun_details(call: Call, from_step: StepName) -> dict[str, Any]:
    """Return what the audit tells of a re-run."""
    return {
        "from": from_step,
        "attempt": call.attempt,
        "profile_id": call.profile_id,
        "profile_version": call.profile_version,
    }


class Reruns:
    """Finds calls for people, and starts them again."""

    def __init__(self, calls: CallStore, profiles: Profiles, clock: Clock) -> None:
        self._calls = calls
        self._profiles = profiles
        self._clock = clock

    async def existing(self, call_id: str) -> Call:
        """Return a call; raises `CallNotFoundError` for an unknown or erased one."""
        call = await self._calls.get(call_id) if is_call_id(call_id) else None
        if call is None or call.erased_at is not None:
            raise CallNotFoundError("There is no call with this id.")
        return call

    async def rerun(
        self,
        call_id: str,
        *,
        from_step: StepName,
        profile_id: str | None = None,
        profile_version: int | None = None,
    ) -> Call:
        """Queue a call again; whoever executes it now loses it.

        `from_step` and the later steps are done and paid again; `persist` pays nothing
        unless the profile is another one. `profile_version` may be one that is not current; without
        `profile_id` it is one of the call's own profile. Raises `ConflictError` if the call cannot
        start again now.
        """
        call = await self.existing(call_id)
        if not can_rerun(call):
            raise ConflictError("The call has no recording yet, or is about to start anyway.")
        profile = await self.chosen(call, profile_id, profile_version)
        write = rerun(call, self._clock(), from_step=from_step, profile=profile)
        written = await self._calls.apply(write)
        if written is None:
            raise ConflictError("The call was changed at the same moment; ask again.")
        return written

    async def chosen(
        self, call: Call, profile_id: str | None, version: int | None
    ) -> PinnedProfile | None:
        """Return the profile that replaces what is pinned, or None if that stays.

        Raises `ProfileNotFoundError` and `ProfileVersionNotFoundError`.
        """
        wanted = profile_id or call.profile_id
        if version is not None and wanted is not None:
            return await self._profiles.pin_version(wanted, version)
        if profile_id is None and call.profile_version is not None:
            return None
        pinned = await self._profiles.pin(wanted)
        if profile_id is not None and pinned.fallback_from is not None:
            # Whoever names a profile for a call that is there would pay for another one's answers.
            raise ProfileNotFoundError("There is no profile with this id.")
        return pinned
