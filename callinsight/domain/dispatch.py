"""What the dispatcher does with a call that is due: decided here, carried out there."""

from datetime import datetime, timedelta
from enum import Enum, auto

from callinsight.domain.call import Call
from callinsight.domain.failures import CANCELLED, STUCK, UNCLAIMED
from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write, change, ended, queued

LOOK_AGAIN = timedelta(seconds=30)
LOOK_AT_PAUSED = timedelta(minutes=3)
UNCLAIMED_SCHEDULED = timedelta(minutes=10)
UNCLAIMED_PENDING = timedelta(minutes=3)  # a container may take that long to come up
UNCLAIMED_RUNNING = timedelta(minutes=1)  # its process has the flow, and begins it at once
RUN_IS_OVER = timedelta(minutes=3)
RUN_ON_ITS_WAY = timedelta(hours=1)
MOST_RESCUES = 2
SUSPENDED = "suspended"  # the status_reason of a call whose run a person suspended
MOST_UNCLAIMED = 2


class RunState(Enum):
    """The states of a flow run, as far as they matter to a call."""

    SCHEDULED = auto()
    AWAITING_RETRY = auto()
    PENDING = auto()
    RUNNING = auto()
    PAUSED = auto()
    CANCELLING = auto()
    CANCELLED = auto()
    COMPLETED = auto()
    FAILED = auto()
    CRASHED = auto()

    @property
    def is_over(self) -> bool:
        """Nothing runs any more under this flow run."""
        return self in {
            RunState.COMPLETED,
            RunState.FAILED,
            RunState.CRASHED,
            RunState.CANCELLED,
        }

    @property
    def is_cancel(self) -> bool:
        """A person cancelled it."""
        return self in {RunState.CANCELLED, RunState.CANCELLING}

    @property
    def waits_for_a_person(self) -> bool:
        """Suspended, paused, or retried by hand: it goes on by itself or by a person."""
        return self in {RunState.PAUSED, RunState.AWAITING_RETRY}


class Run(Stored):
    """A flow run as the engine reports it."""

    id: str
    call_id: str | None = None
    key: str | None = None
    state: RunState
    since: Instant
    count: int = 0


class Move(Enum):
    """What to do with a due call."""

    START = auto()
    LOOK_LATER = auto()
    QUEUE_AGAIN = auto()
    CANCEL = auto()
    GIVE_UP = auto()
    RESCUE = auto()


def move_for_queued(call: Call, now: datetime, keyed: Run | None, previous: Run | None) -> Move:
    """Return the move for a due Queued call.

    `keyed` is the run of the current attempt (only looked up once dispatched), `previous` the run
    that had the call before. A cancelled one of them ends the call [prevrun].
    """
    seen = [run for run in (keyed, previous) if run is not None]
    if any(run.state.is_cancel for run in seen):
        return Move.CANCEL
    if any(run.state.waits_for_a_person for run in seen):
        return Move.LOOK_LATER
    if _is_resumed(call, now, previous):
        return Move.LOOK_LATER
    if call.dispatched_at is None or keyed is None:
        return Move.START
    if keyed.state.is_over:
        return Move.GIVE_UP if call.unclaimed >= MOST_UNCLAIMED else Move.QUEUE_AGAIN
    patience = _PATIENCE.get(keyed.state, UNCLAIMED_RUNNING)
    return Move.QUEUE_AGAIN if now - keyed.since > patience else Move.LOOK_LATER  # [running]


def _is_resumed(call: Call, now: datetime, previous: Run | None) -> bool:
    """Say whether a suspended run is on its way to `begin` again: no other one is started.

    It may die on that way, so it is waited for no longer than an unclaimed run. [resumed]
    """
    if call.status_reason != SUSPENDED or previous is None or previous.state.is_over:
        return False
    return now - previous.since <= _PATIENCE.get(previous.state, UNCLAIMED_RUNNING)


_PATIENCE = {
    RunState.SCHEDULED: UNCLAIMED_SCHEDULED,
    RunState.PENDING: UNCLAIMED_PENDING,
    RunState.RUNNING: UNCLAIMED_RUNNING,
}


def move_for_abandoned(call: Call, previous: Run | None) -> Move:
    """Return the move for a running call whose owner is dead or whose deadline has passed."""
    if previous is not None and previous.state.is_cancel:
        return Move.CANCEL
    if previous is not None and previous.state.waits_for_a_person:
        return Move.LOOK_LATER
    return Move.GIVE_UP if call.rescues >= MOST_RESCUES else Move.RESCUE


def dispatched(call: Call, now: datetime) -> Write:
    """Return the write before a flow run is created; of two dispatchers one wins."""
    return change(
        call, now, expect=("due_at", "attempt"), dispatched_at=now, due_at=now + LOOK_AGAIN
    )


def look_later(call: Call, now: datetime, wait: timedelta = LOOK_AGAIN) -> Write:
    """Return the write that only moves the next look."""
    return change(call, now, expect=("due_at", "attempt"), due_at=now + wait)


def queued_again(call: Call, now: datetime, run: Run | None) -> Write:
    """Return the write that gives up on an unclaimed flow run and asks for another.

    The run is remembered, so that its cancellation is seen before the next one starts [againrun].
    """
    over = run is not None and run.state.is_over
    return queued(
        call,
        now,
        due_at=now,
        expect=("due_at", "attempt"),
        run_id=run.id if run else call.run_id,
        unclaimed=call.unclaimed + 1 if over else call.unclaimed,
    )


def was_there_before(call: Call, run: Run) -> bool:
    """Say whether the run that a dispatch found belongs to a former life of its record.

    The key of a lost and rebuilt record may name a run from before the loss. A run that this
    dispatch created is Scheduled, or a worker has taken it since.
    """
    if run.state in {RunState.SCHEDULED, RunState.PAUSED, RunState.AWAITING_RETRY}:
        return False
    return run.state.is_over or (call.dispatched_at is not None and run.since < call.dispatched_at)


def passed_over(call: Call, now: datetime) -> Write:
    """Return the write that leaves out an attempt whose flow run was there before the dispatch.

    Nothing has failed, so nothing is counted.
    """
    return queued(call, now, due_at=now, expect=("due_at", "attempt"))


def rescued(call: Call, now: datetime) -> Write:
    """Return the write that takes a call from a dead execution."""
    return queued(call, now, due_at=now, rescues=call.rescues + 1)


def taken_from_draining(call: Call, now: datetime, *, deadline_passed: bool) -> Write:
    """Return the write that takes a call from a draining process.

    Until its deadline a call with an open paid request is left to finish it. [draincond]
    """
    expect = () if deadline_passed else ("request_open",)
    if not deadline_passed and call.request_open is not None:
        raise ValueError("an open request is not taken before the drain deadline")
    return queued(call, now, due_at=now, expect=expect)


def given_up(call: Call, now: datetime) -> Write:
    """Return the write that fails a call which three executions or runs could not carry."""
    failure = UNCLAIMED if call.status is Status.QUEUED else STUCK
    return ended(call, now, Status.FAILED, failure=failure)


def cancelled(call: Call, now: datetime, run_id: str) -> Write:
    """Return the write that fails a call whose run was cancelled.

    The run is remembered: a Retry of it starts the call again, another run of it does not.
    """
    return ended(call, now, Status.FAILED, expect=("attempt",), run_id=run_id, failure=CANCELLED)


def correction(
    call: Call | None, run: Run, now: datetime, *, owner_is_gone: bool
) -> RunState | None:
    """Return the state an unfinished run should have because its execution is over, if it is.

    Never Cancelled for a run nobody cancelled, and never anything while its execution may live:
    a run that has just been started may still be on its way to `begin`. A run without a call is
    another deployment's.
    """
    if run.state not in {RunState.RUNNING, RunState.PENDING, RunState.CANCELLING} or call is None:
        return None
    if now - run.since <= _time_to_begin(call, run):
        return None
    if _may_still_execute(call, run, owner_is_gone=owner_is_gone):
        return None
    if run.state is RunState.CANCELLING:
        return RunState.CANCELLED
    finished = call.status is Status.COMPLETED and call.run_id == run.id
    return RunState.COMPLETED if finished else RunState.CRASHED


def _time_to_begin(call: Call, run: Run) -> timedelta:
    """A person's run or Retry may wait long for its machine; an older attempt's is out of date."""
    attempt = call.attempt_in(run.key)
    outdated = run.count == 0 and attempt is not None and attempt < call.attempt
    waits = run.state is RunState.PENDING and not outdated
    return RUN_ON_ITS_WAY if waits else RUN_IS_OVER


def _may_still_execute(call: Call, run: Run, *, owner_is_gone: bool) -> bool:
    if call.run_id == run.id and call.is_running:
        return not owner_is_gone
    return call.status is Status.QUEUED and call.attempt_in(run.key) == call.attempt


def is_obsolete(call: Call | None, run: Run) -> bool:
    """Say whether a run never began and never will: an older attempt's, not cancelled by anybody."""
    if run.count > 0 or run.state.is_cancel or call is None:
        return False
    attempt = call.attempt_in(run.key)
    return attempt is not None and attempt < call.attempt and call.run_id != run.id
