"""The writes of one execution of a call, from taking it to its end.

Every write here is conditional on the fence the execution was given: whoever takes the call away
raises the fence, and the older execution's next write fails.
"""

from collections.abc import Set
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from callinsight.domain.budget import WAITS
from callinsight.domain.call import BilledTo, Call, Failure, OpenRequest, ProviderJob, StepName
from callinsight.domain.cost import total_usd
from callinsight.domain.dispatch import LOOK_AT_PAUSED, SUSPENDED
from callinsight.domain.failures import CANCELLED, PROVIDER_UNAVAILABLE
from callinsight.domain.model import Stored
from callinsight.domain.status import TERMINAL, Status
from callinsight.domain.transitions import Write, change, ended, queued

PARKED_AT_MOST = timedelta(hours=24)
FIRST_PARK = timedelta(minutes=1)
LONGEST_PARK = timedelta(minutes=15)
JITTER_SHARE = 0.1


class RunIdentity(Stored):
    """What an execution knows of its flow run; a UI retry reuses the id and raises the count."""

    id: str
    key: str | None = None
    count: int = Field(1, description="how often this run has been started")
    adhoc: bool = False


def is_deliberate(call: Call, run: RunIdentity) -> bool:
    """Say whether a person asked for this very run: custom or ad-hoc run, or Retry in the UI.

    A run that was cancelled before it began and now starts is a Retry as well: nobody but a
    person starts a cancelled run again. [retry0]
    """
    was_cancelled = call.failure is not None and call.failure.code == CANCELLED.code
    retried_unbegun = was_cancelled and call.status is Status.FAILED and call.run_id == run.id
    return call.attempt_in(run.key) is None or run.count > 1 or retried_unbegun


def begun(
    call: Call,
    run: RunIdentity,
    *,
    process_id: str,
    owner_is_gone: bool,
    now: datetime,
    deadline: datetime,
) -> Write | None:
    """Return the write that takes the call, or None if this run may not have it.

    Legal from Queued for the run of the current attempt, and for one that was suspended and is
    resumed (its count stays); for a deliberate run also from a terminal status, and from a running
    one whose process is dead [deadbegin]; never while a live process owns the call, never once it
    is erased.
    """
    deliberate = is_deliberate(call, run)
    first_run = call.attempt_in(run.key) == call.attempt
    resumed = call.status_reason == SUSPENDED and run.id == call.run_id
    left_behind = call.is_running and owner_is_gone
    legal = call.status is Status.QUEUED and (deliberate or first_run or resumed)
    legal = legal or (deliberate and (call.status in TERMINAL or left_behind))
    if not legal or call.erased_at is not None or call.recording is None:
        return None
    if call.owner is not None and not owner_is_gone:
        return None
    fresh_start: dict[str, Any] = {"rescues": 0, "parked_seconds": 0.0} if deliberate else {}
    return change(
        call,
        now,
        status=Status.READING,
        status_reason=None,
        owner=process_id,
        run_id=run.id,
        due_at=deadline,
        dispatched_at=None,
        fence=call.fence + 1,
        attempt=call.attempt + int(deliberate),
        unclaimed=0,
        failure=None,
        steps={},
        **fresh_start,
    )


def advanced(call: Call, now: datetime, status: Status, **attributes: Any) -> Write:
    """Return the write that moves the call forward within its attempt."""
    return change(call, now, status=status, **attributes)


def request_opened(
    call: Call,
    now: datetime,
    step: StepName,
    fingerprint: str,
    status: Status | None = None,
    *,
    billed_to: BilledTo | None = None,
    progressed: bool = False,
) -> Write:
    """Return the write that must be accepted before a paid request may leave."""
    request = OpenRequest(step=step, fingerprint=fingerprint, at=now, billed_to=billed_to)
    moved = {} if status is None or status == call.status else {"status": status}
    return change(call, now, request_open=request, **moved, **_progress(progressed=progressed))


def _progress(*, progressed: bool) -> dict[str, Any]:
    """A new result starts the counts of deaths and of waiting anew; a reused one does not. [new]"""
    return {"rescues": 0, "parked_seconds": 0.0} if progressed else {}


def request_repeated(
    call: Call,
    now: datetime,
    step: StepName,
    fingerprint: str,
    *,
    billed_to: BilledTo | None = None,
) -> Write | None:
    """Return the write that reopens an ambiguous request, or None if it was repeated already.

    The count per fingerprint is raised in the same write and never removed. [dupcount]
    """
    if call.duplicate_spend.get(fingerprint, 0) >= 1:
        return None
    return change(
        call,
        now,
        request_open=OpenRequest(step=step, fingerprint=fingerprint, at=now, billed_to=billed_to),
        duplicate_spend={**call.duplicate_spend, fingerprint: 1},
        job=None,
    )


def request_closed(call: Call, now: datetime) -> Write:
    """Return the write after a definite refusal: nothing was done, nothing is billed."""
    return change(call, now, request_open=None)


def may_be_sent(call: Call, fingerprint: str) -> bool:
    """Say whether a request may be made that is not open: two unknown outcomes are enough."""
    return call.duplicate_spend.get(fingerprint, 0) <= 1


def request_given_up(call: Call, now: datetime, fingerprint: str) -> Write:
    """Return the write that forgets an open request, or a job, for which another one is asked.

    Its unknown outcome is counted in the same write: it may be asked for again later. [givenup]
    """
    request, job = call.request_open, call.job
    return change(
        call,
        now,
        request_open=None if request and request.fingerprint == fingerprint else request,
        job=None if job and job.fingerprint == fingerprint else job,
        duplicate_spend=_counted(call, fingerprint),
    )


def _counted(call: Call, fingerprint: str) -> dict[str, int]:
    return {**call.duplicate_spend, fingerprint: call.duplicate_spend.get(fingerprint, 0) + 1}


def job_accepted(
    call: Call, now: datetime, job: ProviderJob, *, answered: Set[str] = frozenset()
) -> Write:
    """Return the write that stores a provider job; from here the call only collects.

    A job whose place it takes is counted, unless it was answered. [givenup]
    """
    lost = call.job
    if lost is None or lost.fingerprint in {job.fingerprint, *answered}:
        return change(call, now, job=job, request_open=None)
    spent = _counted(call, lost.fingerprint)
    return change(call, now, job=job, request_open=None, duplicate_spend=spent)


def artifact_stored(
    call: Call,
    now: datetime,
    step: StepName,
    *,
    fingerprint: str,
    cost_usd: float | None,
    progressed: bool,
    **attributes: Any,
) -> Write:
    """Return the write after a result is safe: the step is settled, the call progresses.

    Only the step's own open request and job are settled: finding the transcript again must not
    make the call forget an analysis that may have been paid. [stepopen] The cost is kept per
    fingerprint, so finding the result again never counts it twice.
    """
    costs = {**call.costs, fingerprint: cost_usd}
    request, job = call.request_open, call.job
    return change(
        call,
        now,
        request_open=None if request and request.step == step else request,
        job=None if job and job.step == step else job,
        costs=costs,
        cost_usd=total_usd(costs.values()),
        **_progress(progressed=progressed),
        **attributes,
    )


def completed(call: Call, now: datetime, **attributes: Any) -> Write:
    """Return the write that completes the call."""
    return ended(call, now, Status.COMPLETED, failure=None, **attributes)


def failed(
    call: Call, now: datetime, failure: Failure, *, job_is_gone: bool = False, **attributes: Any
) -> Write:
    """Return the write that fails the call; a job that failed at the provider goes with it.

    An open request stays on the record: whoever resumes the call must know of it. [jobgone]
    """
    gone = {"job": None} if job_is_gone else {}
    return ended(call, now, Status.FAILED, failure=failure, **gone, **attributes)


def parked(call: Call, now: datetime, reason: str, wait: timedelta) -> Write:
    """Return the write that queues the call for later, or fails it after a day of waiting."""
    if call.parked_seconds >= PARKED_AT_MOST.total_seconds():
        return failed(call, now, PROVIDER_UNAVAILABLE)
    return queued(
        call,
        now,
        due_at=now + wait,
        status_reason=reason,
        parked_seconds=call.parked_seconds + wait.total_seconds(),
    )


def parked_for_budget(call: Call, now: datetime, due_at: datetime) -> Write:
    """Return the write that queues the call for the day whose budget it may use; never its end.

    That is nobody's failure, so it does not count as waiting for a provider.
    """
    return queued(call, now, due_at=due_at, status_reason=WAITS)


def park_time(call: Call, retry_after_seconds: float | None, jitter: float = 0.0) -> timedelta:
    """Return how long to wait: what the provider asks for, else as long as it waited in all.

    Never less than a minute; a provider's wish counts up to a day, our own guess up to 15 minutes.
    `jitter` (0 to 1) adds up to a tenth, so that calls which stopped together come back one by one.
    """
    if retry_after_seconds is not None:
        asked = timedelta(seconds=min(retry_after_seconds, PARKED_AT_MOST.total_seconds()))
        return min(max(asked, FIRST_PARK) * (1 + JITTER_SHARE * jitter), PARKED_AT_MOST)
    doubled = timedelta(seconds=call.parked_seconds)
    return min(max(doubled, FIRST_PARK), LONGEST_PARK) * (1 + JITTER_SHARE * jitter)


def handed_back(call: Call, now: datetime) -> Write:
    """Return the write with which a draining process gives its call to another one."""
    return queued(call, now, due_at=now)


def suspended(call: Call, now: datetime) -> Write:
    """Return the write that lets go of a call whose run a person suspended."""
    return queued(call, now, due_at=now + LOOK_AT_PAUSED, status_reason=SUSPENDED)


def cancelled_by_hook(call: Call, run_id: str, now: datetime) -> Write | None:
    """Return the write of Prefect's cancellation hook, or None if the call is not that run's.

    A call that has ended, or was erased, stays as it is. [hookterm]
    """
    if call.run_id != run_id or call.is_terminal or call.erased_at is not None:
        return None
    return ended(call, now, Status.FAILED, expect=("run_id",), failure=CANCELLED)
