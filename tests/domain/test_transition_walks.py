"""Random lives of a call: whatever happens, the promises of every write hold."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.call import Call, lane_of
from callinsight.domain.call_id import new_call_id
from callinsight.domain.status import TERMINAL, Status
from callinsight.domain.transitions import (
    HISTORY_LIMIT,
    WITH_A_NEW_ATTEMPT,
    WITHIN_AN_ATTEMPT,
    Write,
    change,
    ended,
    is_legal,
    queued,
)
from callinsight.domain.uploads import pending_call
from tests.builders import NOON, TestClock, a_queued_call
from tests.domain.records import after

STEPS = [
    (seen, to, new_attempt)
    for table, new_attempt in ((WITHIN_AN_ATTEMPT, False), (WITH_A_NEW_ATTEMPT, True))
    for seen, following in table.items()
    for to in sorted(following)
    if is_legal(seen, to, new_attempt=new_attempt)
]
SECONDS = st.integers(0, 100_000)


def step(call: Call, to: Status, *, new_attempt: bool, clock: TestClock, wait: int) -> Write:
    now = clock()
    later = now + timedelta(seconds=wait)
    if to is Status.QUEUED:
        return queued(call, now, later)
    if to in TERMINAL:
        return ended(call, now, to)
    raised = int(new_attempt)
    return change(
        call,
        now,
        status=to,
        due_at=later,
        dispatched_at=None,
        attempt=call.attempt + raised,
        fence=call.fence + raised,
    )


@given(st.data())
def test_a_life_along_legal_transitions_keeps_every_promise(data: st.DataObject) -> None:
    clock, call = TestClock(), pending_call(new_call_id(), NOON)
    for _ in range(data.draw(st.integers(1, 15))):
        _, to, new_attempt = data.draw(st.sampled_from([s for s in STEPS if s[0] is call.status]))
        write = step(call, to, new_attempt=new_attempt, clock=clock, wait=data.draw(SECONDS))
        before, call = call, after(call, write)
        assert call.status is to
        assert "call_id" not in write.values
        assert call.call_id == before.call_id
        assert call.lane == lane_of(call)
        assert (call.attempt > before.attempt) is new_attempt
        assert call.fence > before.fence or not (new_attempt or to in TERMINAL)
        assert call.updated_at == clock.now
        assert to is before.status or call.history[-1].status is to


@given(st.integers(1, 3))
def test_a_queued_call_always_has_a_higher_attempt_and_fence(times: int) -> None:
    call = a_queued_call()
    keys = [call.idempotency_key]
    for _ in range(times):
        before, call = call, after(call, queued(call, NOON, NOON))
        assert call.attempt > before.attempt
        assert call.fence > before.fence
        keys.append(call.idempotency_key)
    assert len(set(keys)) == len(keys)


def test_the_history_is_bounded_and_ends_with_the_present() -> None:
    clock, call = TestClock(), a_queued_call()
    for _ in range(HISTORY_LIMIT + 5):
        call = after(call, queued(call, clock(), clock()))
    assert len(call.history) == HISTORY_LIMIT
    assert call.history[-1].attempt == call.attempt
    assert call.history[0].attempt == call.attempt - HISTORY_LIMIT + 1
