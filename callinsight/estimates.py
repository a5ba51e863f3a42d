"""What it will cost to do calls again, told before anything is paid."""

import asyncio
from collections.abc import Sequence

from callinsight.domain.call import Call, StepName
from callinsight.domain.call_id import is_call_id
from callinsight.domain.cost import PriceTable, total_usd
from callinsight.domain.errors.profile import ProfileInvalidError, ProfileNotFoundError
from callinsight.domain.estimate import Estimate, asked_by, sum_of
from callinsight.domain.profile import Profile
from callinsight.earlier_usage import EarlierUsage, Learnt
from callinsight.ports.calls import CallStore
from callinsight.profiles import Profiles
from callinsight.reruns import Reruns
from callinsight.steps.foresight import Foresight, Work

_AT_ONCE = 50


class Estimates:
    """Estimates by what earlier calls used; one instance remembers nothing."""

    def __init__(
        self,
        calls: CallStore,
        reruns: Reruns,
        profiles: Profiles,
        foresight: Foresight,
        earlier: EarlierUsage,
        prices: PriceTable,
    ) -> None:
        self._calls = calls
        self._reruns = reruns
        self._profiles = profiles
        self._foresight = foresight
        self._earlier = earlier
        self._prices = prices

    async def of_reruns(
        self,
        call_ids: Sequence[str],
        *,
        from_step: StepName,
        profile_id: str | None = None,
        profile_version: int | None = None,
    ) -> Estimate:
        """Return what re-running calls will cost; calls that do not exist any more are left out.

        Raises `ProfileNotFoundError` and `ProfileVersionNotFoundError` as a re-run does.
        """
        estimating = self.session()
        ids = [call_id for call_id in dict.fromkeys(call_ids) if is_call_id(call_id)]
        for start in range(0, len(ids), _AT_ONCE):
            found = await asyncio.gather(*map(self._calls.get, ids[start : start + _AT_ONCE]))
            for call in found:
                if call is not None and call.erased_at is None:
                    profile = await self._profile(call, profile_id, profile_version)
                    await estimating.add(call, profile, from_step)
        return estimating.estimate()

    def session(self) -> "Estimating":
        """Return what estimates one set of calls."""
        return Estimating(self._foresight, self._earlier, self._prices)

    async def _profile(
        self, call: Call, profile_id: str | None, version: int | None
    ) -> Profile | None:
        """Return the version a re-run would use, or None if the call's own is gone."""
        chosen = await self._reruns.chosen(call, profile_id, version)
        if chosen is not None:
            pinned = {"profile_id": chosen.profile_id, "profile_version": chosen.version}
            call = call.model_copy(update={**pinned, "heard_as": None})
        try:
            return await self._profiles.of(call)
        except (ProfileInvalidError, ProfileNotFoundError):
            return None


class Estimating:
    """Adds up what calls will cost; what is learnt of earlier calls is read once per profile."""

    def __init__(self, foresight: Foresight, earlier: EarlierUsage, prices: PriceTable) -> None:
        self._foresight = foresight
        self._earlier = earlier
        self._prices = prices
        self._costs: list[float | None] = []
        self._learnt: dict[tuple[str, str], Learnt] = {}

    async def add(self, call: Call, profile: Profile | None, from_step: StepName) -> None:
        """Add one call that is run again with a profile; without one nobody knows the cost."""
        self._costs.append(None if profile is None else await self._usd(call, profile, from_step))

    def estimate(self) -> Estimate:
        """Return the sum so far."""
        return sum_of(
            self._costs,
            earlier_calls=sum(each.analyses for each in self._learnt.values()),
            prices_as_of=self._prices.as_of,
        )

    async def _usd(self, call: Call, profile: Profile, from_step: StepName) -> float | None:
        work = self._foresight.work(call, profile, from_step)
        if not work.pays_transcriber and not work.pays_model:
            return 0.0
        learnt = await self._learnt_of(profile)
        heard = _transcription_usd(call, learnt) if work.pays_transcriber else 0.0
        return total_usd([heard, self._analysis_usd(call, profile, work, learnt)])

    async def _learnt_of(self, profile: Profile) -> Learnt:
        place = (profile.profile_id, profile.openai_model)
        if place not in self._learnt:
            self._learnt[place] = await self._earlier.of(profile)
        return self._learnt[place]

    def _analysis_usd(
        self, call: Call, profile: Profile, work: Work, learnt: Learnt
    ) -> float | None:
        if not work.pays_model:
            return 0.0
        words = _words(call, learnt)
        if learnt.usage is None or words is None:
            return None
        usage = learnt.usage.usage_of(words, asked_by(profile))
        return self._prices.analysis_usd(learnt.answered_by or profile.openai_model, usage)


def _words(call: Call, learnt: Learnt) -> float | None:
    """Return how much is said in a call: what was heard, else what is usual for its length."""
    if call.transcript is not None:
        return call.transcript.words
    if call.duration_seconds is None or learnt.words_per_second is None:
        return None
    return call.duration_seconds * learnt.words_per_second


def _transcription_usd(call: Call, learnt: Learnt) -> float | None:
    """Return what hearing a call costs: what it cost before, else what is usual for its length."""
    before = call.costs.get(call.transcript.answer or "") if call.transcript else None
    if before:
        return before
    if call.duration_seconds is None or learnt.transcription_usd_per_second is None:
        return None
    return call.duration_seconds * learnt.transcription_usd_per_second
