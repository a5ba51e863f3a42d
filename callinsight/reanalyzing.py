"""Driving a re-analysis: its list is walked page by page, and calls are queued at a bounded rate."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

from callinsight.clock import Clock
from callinsight.domain.call import Call
from callinsight.domain.errors.profile import ProfileNotFoundError, ProfileVersionNotFoundError
from callinsight.domain.estimate import Estimate
from callinsight.domain.profile import PinnedProfile, Profile
from callinsight.domain.reanalysis import Chosen, Reanalysis, Skipped, page_done
from callinsight.domain.reruns import rerun
from callinsight.estimates import Estimates
from callinsight.ports.calls import CallQuery, CallStore
from callinsight.ports.profiles import ProfileStore
from callinsight.ports.reanalyses import ReanalysisStore
from callinsight.reanalyses import Reanalyses
from callinsight.reanalysis_plans import Plans

_PAGE = 20
_PAGES_A_MINUTE = 6  # what is counted is written with a page, and people watch it grow
_READ_AT_ONCE = 100
_MOST_READ = 20_000
_TRIES = 5


class Outlook(NamedTuple):
    """What a re-analysis would do: with how many calls, at which cost, and which it leaves alone."""

    estimate: Estimate
    skipped: Counter[Skipped]
    is_whole: bool


class Reanalyzing:
    """Goes through calls for jobs; a page that is begun again queues no call twice."""

    def __init__(
        self,
        calls: CallStore,
        jobs: ReanalysisStore,
        reanalyses: Reanalyses,
        profiles: ProfileStore,
        plans: Plans,
        estimates: Estimates,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._jobs = jobs
        self._reanalyses = reanalyses
        self._profiles = profiles
        self._plans = plans
        self._estimates = estimates
        self._clock = clock
        self._sleep = sleep

    async def outlook(
        self, chosen: Chosen, profile_id: str, version: int | None = None
    ) -> tuple[Profile, Outlook]:
        """Return the version that would be used, the current one by default, and what would be done.

        A list of more than 20,000 calls is not read to its end. Raises `ProfileNotFoundError` and
        `ProfileVersionNotFoundError`.
        """
        profile = await self._wanted(profile_id, version)
        return profile, await self._outlook(chosen, profile)

    async def _outlook(self, chosen: Chosen, profile: Profile) -> Outlook:
        estimating, skipped, read = self._estimates.session(), Counter[Skipped](), 0
        async for call in self._matching(chosen):
            read += 1
            plan = await self._plans.of(call, profile)
            if plan.left_alone is not None:
                skipped[plan.left_alone] += 1
            else:
                await estimating.add(call, plan.profile, "persist")
            if read == _MOST_READ or read - skipped.total() == chosen.most:
                break
        return Outlook(estimating.estimate(), skipped, is_whole=read < _MOST_READ)

    async def advance(self, job_id: str, drive: int) -> Reanalysis:
        """Queue the calls of the job's next page, and return the job as it is then.

        Somebody who stops the job, or drives it anew, stops this before the next call. Raises
        `ReanalysisNotFoundError`, and `ProfileVersionNotFoundError` if the version is gone.
        """
        job = await self._reanalyses.job(job_id)
        if not _is_driven(job, drive):
            return job
        profile = await self._wanted(job.profile_id, job.profile_version)
        left = job.chosen.most - job.queued
        at_once = min(_PAGE, max(1, job.per_minute // _PAGES_A_MINUTE), left)
        page = await self._calls.list_calls(_query(job.chosen, at_once, job.cursor))
        queued, skipped = 0, Counter[Skipped]()
        for listed in page.calls:
            if not _is_driven(await self._reanalyses.job(job_id), drive):
                return await self._reanalyses.job(job_id)
            reason = await self._queue(listed.call_id, job, profile)
            queued += reason is None
            if reason is not None:
                skipped[reason] += 1
        after = page_done(job, self._clock(), queued=queued, skipped=skipped, cursor=page.cursor)
        await self._jobs.replace_job(after, seen=job)
        return await self._reanalyses.job(job_id)

    async def _wanted(self, profile_id: str, version: int | None) -> Profile:
        if version is None:
            profile = await self._profiles.current(profile_id)
            if profile is None:
                raise ProfileNotFoundError("There is no profile with this id.")
            return profile
        profile = await self._profiles.get(profile_id, version)
        if profile is None:
            raise ProfileVersionNotFoundError("The profile has no such version.")
        return profile

    async def _queue(self, call_id: str, job: Reanalysis, profile: Profile) -> Skipped | None:
        """Queue a call unless the job did so before; return why it is left alone, if it is."""
        pinned = PinnedProfile(profile_id=profile.profile_id, version=profile.version)
        for _ in range(_TRIES):
            call = await self._calls.get(call_id)
            if call is None:
                return "no_recording"
            if call.reanalysis == job.job_id:
                return None
            plan = await self._plans.of(call, profile)
            if plan.left_alone is not None:
                return plan.left_alone
            write = rerun(
                call,
                self._clock(),
                from_step="persist",
                profile=pinned,
                reanalysis=job.job_id,
                heard_as=plan.heard_as,
            )
            if await self._calls.apply(write) is not None:
                await self._sleep(60 / job.per_minute)
                return None
        return "busy"

    async def _matching(self, chosen: Chosen) -> AsyncIterator[Call]:
        """Yield the records of a list, newest first."""
        cursor: str | None = None
        while True:
            page = await self._calls.list_calls(_query(chosen, _READ_AT_ONCE, cursor))
            found = await asyncio.gather(*(self._calls.get(row.call_id) for row in page.calls))
            for call in found:
                if call is not None:
                    yield call
            if (cursor := page.cursor) is None:
                return


def _is_driven(job: Reanalysis, drive: int) -> bool:
    return job.state == "Running" and job.drive == drive


def _query(chosen: Chosen, limit: int, cursor: str | None) -> CallQuery:
    return CallQuery(
        status=chosen.status,
        profile_id=chosen.profile_id,
        created_from=chosen.created_from,
        created_to=chosen.created_to,
        filters=chosen.filters,
        limit=limit,
        cursor=cursor,
    )
