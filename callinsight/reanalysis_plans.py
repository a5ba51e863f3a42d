"""What a re-analysis would do with each call: nothing is ever transcribed for it."""

from dataclasses import dataclass

from callinsight.domain.call import Call
from callinsight.domain.profile import PinnedProfile, Profile
from callinsight.domain.reanalysis import Skipped, skipped_because
from callinsight.ports.profiles import ProfileStore
from callinsight.steps.foresight import Foresight


@dataclass(frozen=True)
class Plan:
    """Why a call is left alone, if it is, and the profile as its run would see it.

    `heard_as` names the version whose transcription settings go on, so that the transcript is found.
    """

    left_alone: Skipped | None
    profile: Profile
    heard_as: PinnedProfile | None = None


class Plans:
    """Looks whether a call's transcript serves another version, too; versions are read once."""

    def __init__(self, profiles: ProfileStore, foresight: Foresight) -> None:
        self._profiles = profiles
        self._foresight = foresight
        self._versions: dict[tuple[str, int], Profile | None] = {}

    async def of(self, call: Call, wanted: Profile) -> Plan:
        """Return the plan for one call and one version."""
        heard_as, profile = None, wanted
        if self._foresight.transcribes(call, wanted):
            heard_as, profile = await self._heard_before(call, wanted)
        reason = skipped_because(
            call,
            would_be_transcribed=self._foresight.transcribes(call, profile),
            is_up_to_date=self._foresight.is_shown(call, profile),
        )
        return Plan(reason, profile, heard_as)

    async def _heard_before(
        self, call: Call, wanted: Profile
    ) -> tuple[PinnedProfile | None, Profile]:
        """Return the version with which the call was heard, and what is wanted with its settings."""
        if call.profile_id is None or call.profile_version is None:
            return None, wanted
        pinned = PinnedProfile(profile_id=call.profile_id, version=call.profile_version)
        before = call.heard_as or pinned
        heard = await self._version(before)
        if heard is None:
            return None, wanted
        return before, wanted.model_copy(update={"transcription": heard.transcription})

    async def _version(self, named: PinnedProfile) -> Profile | None:
        place = (named.profile_id, named.version)
        if place not in self._versions:
            self._versions[place] = await self._profiles.get(*place)
        return self._versions[place]
