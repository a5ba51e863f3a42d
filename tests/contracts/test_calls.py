"""What every call store does, whatever is behind it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from callinsight.domain.call import Call
from callinsight.domain.dispatch import dispatched
from callinsight.domain.errors.call import CursorError
from callinsight.domain.execution import begun, completed
from callinsight.domain.metadata import metadata_changed
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write, change, queued
from callinsight.ports.calls import CallQuery, CallStore
from tests.builders import NOON, a_queued_call, a_run
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


def begin_write(call: Call, process_id: str = "p1") -> Write:
    write = begun(
        call,
        a_run(call),
        process_id=process_id,
        owner_is_gone=True,
        now=NOON,
        deadline=NOON + timedelta(hours=1),
    )
    assert write is not None
    return write


async def test_a_record_comes_back_as_it_was_stored(calls: CallStore) -> None:
    call = a_queued_call(metadata={"agent": "ä"}, costs={"f": None, "g": 0.25}, cost_usd=0.25)
    assert await calls.add(call)
    assert await calls.get(call.call_id) == call


async def test_an_unknown_id_is_none(calls: CallStore) -> None:
    assert await calls.get("0" * 26) is None


async def test_a_call_is_added_once(calls: CallStore) -> None:
    call = a_queued_call()
    assert await calls.add(call)
    assert not await calls.add(call.model_copy(update={"file_name": "other"}))
    stored = await calls.get(call.call_id)
    assert stored is not None
    assert stored.file_name == "call.wav"


async def test_a_write_sets_and_removes_and_returns_the_new_record(calls: CallStore) -> None:
    call = a_queued_call(status_reason="waiting")
    await calls.add(call)
    written = await calls.apply(begin_write(call))
    assert written is not None
    assert written.owner == "p1"
    assert written.status_reason is None
    assert written == await calls.get(call.call_id)


async def test_a_write_whose_fence_was_raised_changes_nothing(calls: CallStore) -> None:
    call = a_queued_call()
    await calls.add(call)
    first = await calls.apply(begin_write(call, "p1"))
    assert await calls.apply(begin_write(call, "p2")) is None
    assert await calls.get(call.call_id) == first


@pytest.mark.parametrize("known", [{}, {"b": "1", "a": "ä"}])
async def test_a_write_of_metadata_wants_it_as_it_was_seen(
    calls: CallStore, known: dict[str, str]
) -> None:
    call = a_queued_call(metadata=known)
    await calls.add(call)
    written = await calls.apply(metadata_changed(call, NOON, {"c": "2"}))
    assert written is not None
    assert written.metadata == {**known, "c": "2"}
    assert await calls.apply(metadata_changed(call, NOON, {"d": "3"})) is None


async def test_a_write_that_was_applied_but_not_answered_counts_as_done(calls: CallStore) -> None:
    call = a_queued_call()
    await calls.add(call)
    write = begin_write(call)
    first = await calls.apply(write)
    assert await calls.apply(write) == first


async def test_a_write_to_an_unknown_call_creates_nothing(calls: CallStore) -> None:
    call = a_queued_call()
    assert await calls.apply(begin_write(call)) is None
    assert await calls.get(call.call_id) is None


async def test_an_expected_absence_is_a_condition(calls: CallStore) -> None:
    call = a_queued_call()
    await calls.add(call)
    open_request = {"step": "analyze", "fingerprint": "f", "at": NOON}
    await calls.apply(change(call, NOON, request_open=open_request))
    assert await calls.apply(queued(call, NOON, NOON, expect=("request_open",))) is None


async def test_due_calls_of_a_lane_come_longest_due_first(calls: CallStore) -> None:
    late = a_queued_call(due_at=NOON - timedelta(minutes=2))
    later = a_queued_call(due_at=NOON - timedelta(minutes=1))
    future = a_queued_call(due_at=NOON + timedelta(minutes=1))
    backfill = a_queued_call(priority="backfill", lane="backfill")
    for call in (later, future, late, backfill):
        await calls.add(call)
    assert list(await calls.list_due("live", NOON, 10)) == [late.call_id, later.call_id]
    assert list(await calls.list_due("live", NOON, 1)) == [late.call_id]
    assert list(await calls.list_due("live", NOON, 0)) == []
    assert list(await calls.list_due("backfill", NOON, 10)) == [backfill.call_id]


async def test_a_dispatched_call_is_watched_and_counted_until_somebody_begins_it(
    calls: CallStore,
) -> None:
    call = a_queued_call()
    await calls.add(call)
    seen = await calls.apply(dispatched(call, NOON))
    assert seen is not None
    assert list(await calls.list_dispatched(NOON)) == [call.call_id]
    assert list(await calls.list_due("live", NOON, 10)) == []
    assert list(await calls.list_due("watch", NOON + timedelta(minutes=3), 10)) == [call.call_id]
    await calls.apply(begin_write(seen))
    assert list(await calls.list_dispatched(NOON)) == []


async def test_a_due_call_is_put_off_without_being_read(calls: CallStore) -> None:
    call = a_queued_call()
    await calls.add(call)
    until = NOON + timedelta(minutes=3)
    await calls.postpone(call.call_id, NOON - timedelta(seconds=1), until)
    assert await calls.get(call.call_id) == call
    await calls.postpone(call.call_id, NOON, until)
    assert await calls.get(call.call_id) == call.model_copy(update={"due_at": until})
    await calls.postpone("0" * 26, NOON, until)
    assert await calls.get("0" * 26) is None


async def test_owned_calls_are_listed_with_owner_and_run(calls: CallStore) -> None:
    call = a_queued_call()
    await calls.add(call)
    begun_call = await calls.apply(begin_write(call))
    assert begun_call is not None
    assert [(o.call_id, o.owner, o.run_id) for o in await calls.list_owned()] == [
        (call.call_id, "p1", begun_call.run_id)
    ]
    await calls.apply(change(begun_call, NOON, status=Status.PREPARING))
    seen = await calls.get(call.call_id)
    assert seen is not None
    await calls.apply(completed(seen, NOON))
    assert list(await calls.list_owned()) == []


async def _forty_calls(calls: CallStore) -> list[Call]:
    made = []
    for number in range(40):
        created = NOON - timedelta(days=number * 2)
        status = Status.FAILED if number % 4 == 0 else Status.COMPLETED
        call = a_queued_call(
            created, status=status, profile_id="sales" if number % 2 else "default", due_at=None
        ).model_copy(update={"lane": None})
        await calls.add(call)
        made.append(call)
    return made


async def _all_pages(calls: CallStore, query: CallQuery) -> list[str]:
    found: list[str] = []
    cursor: str | None = None
    for _ in range(60):
        page = await calls.list_calls(CallQuery(**{**query.__dict__, "cursor": cursor}))
        found += [call.call_id for call in page.calls]
        cursor = page.cursor
        if cursor is None:
            return found
    raise AssertionError("the list does not end")


async def test_pages_hold_each_call_exactly_once_newest_first(calls: CallStore) -> None:
    made = await _forty_calls(calls)
    found = await _all_pages(calls, CallQuery(limit=7, created_to=NOON))
    assert found == [call.call_id for call in made]


async def test_a_list_tells_what_its_pages_show_and_not_the_whole_record(calls: CallStore) -> None:
    call = a_queued_call(status_reason="budget", metadata={"agent_name": "Ada"})
    await calls.add(call)
    for query in (CallQuery(), CallQuery(status=Status.QUEUED), CallQuery(profile_id="default")):
        (listed,) = (await calls.list_calls(query)).calls
        assert (listed.call_id, listed.status_reason) == (call.call_id, "budget")
        assert (listed.due_at, listed.recording, listed.metadata) == (None, None, {})
    (updated,) = (await calls.list_updated(NOON, 10)).calls
    assert (updated.due_at, updated.recording, updated.metadata) == (None, None, {})


async def test_lists_are_filtered_by_status_profile_and_time(calls: CallStore) -> None:
    made = await _forty_calls(calls)
    cases: list[tuple[CallQuery, Callable[[Call], bool]]] = [
        (CallQuery(status=Status.FAILED), lambda c: c.status is Status.FAILED),
        (CallQuery(profile_id="sales"), lambda c: c.profile_id == "sales"),
        (
            CallQuery(status=Status.COMPLETED, profile_id="sales"),
            lambda c: c.status is Status.COMPLETED and c.profile_id == "sales",
        ),
        (
            CallQuery(created_from=NOON - timedelta(days=9), created_to=NOON - timedelta(days=3)),
            lambda c: timedelta(days=3) <= NOON - c.created_at <= timedelta(days=9),
        ),
    ]
    for query, wanted in cases:
        paged = CallQuery(**{**query.__dict__, "limit": 3})
        assert await _all_pages(calls, paged) == [c.call_id for c in made if wanted(c)]


@pytest.mark.parametrize(
    "end",
    [
        datetime(2200, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-14))),
    ],
)
async def test_a_list_that_ends_in_the_future_begins_with_the_newest_call(
    calls: CallStore, end: datetime
) -> None:
    made = await _forty_calls(calls)
    query = CallQuery(limit=7, created_to=end)
    first = await calls.list_calls(query)
    assert [call.call_id for call in first.calls] == [call.call_id for call in made[:7]]
    assert await _all_pages(calls, query) == [call.call_id for call in made]


@pytest.mark.parametrize(
    "start",
    [
        datetime(1000, 1, 1, tzinfo=UTC) - timedelta(days=1),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    ],
)
async def test_a_list_may_begin_before_there_were_calls(calls: CallStore, start: datetime) -> None:
    call = a_queued_call()
    await calls.add(call)
    for query in (
        CallQuery(created_from=start),
        CallQuery(status=Status.QUEUED, created_from=start),
    ):
        assert await _all_pages(calls, query) == [call.call_id]
        before = CallQuery(**{**query.__dict__, "created_from": None, "created_to": start})
        assert await _all_pages(calls, before) == []


async def test_a_span_that_ends_before_it_begins_or_is_still_to_come_holds_nothing(
    calls: CallStore,
) -> None:
    await calls.add(a_queued_call())
    day, far = timedelta(days=1), NOON + timedelta(days=36500)
    for start, end in ((NOON + day, NOON - day), (far, far + day), (far + day, far)):
        for status in (None, Status.QUEUED):
            query = CallQuery(status=status, created_from=start, created_to=end)
            page = await calls.list_calls(query)
            assert (page.calls, page.cursor) == ((), None)


async def test_a_cursor_of_another_list_or_of_nobody_is_refused(calls: CallStore) -> None:
    await _forty_calls(calls)
    page = await calls.list_calls(CallQuery(limit=2, created_to=NOON))
    assert page.cursor is not None
    with pytest.raises(CursorError):
        await calls.list_calls(CallQuery(limit=2, status=Status.FAILED, cursor=page.cursor))
    for nonsense in ("x", "e30", "bm90IGpzb24", "ÄÖ", "A" * 5000):
        with pytest.raises(CursorError):
            await calls.list_calls(CallQuery(limit=2, cursor=nonsense))
