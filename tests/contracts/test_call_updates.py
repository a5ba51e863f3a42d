"""What every call store tells of the latest changes, and of what filters leave over."""

from datetime import timedelta

import pytest

from callinsight.domain.call import Call
from callinsight.domain.call_filters import CallFilters
from callinsight.domain.erasure import tombstone
from callinsight.domain.evaluation import CriterionResult, Evaluation, ScorecardResult
from callinsight.domain.overrides import overridden, taken_back
from callinsight.domain.transitions import change
from callinsight.ports.calls import CallQuery, CallStore
from tests.builders import NOON, a_queued_call
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


async def _three_calls(calls: CallStore) -> list[Call]:
    made = [
        a_queued_call(NOON + timedelta(seconds=n), metadata={"customer": f"C{n}"}) for n in range(3)
    ]
    for call in made:
        await calls.add(call)
    return made


async def test_changes_come_in_their_order_from_a_moment_on(calls: CallStore) -> None:
    made = await _three_calls(calls)
    await calls.apply(change(made[0], NOON + timedelta(seconds=9), status_reason="parked"))
    everything = await calls.list_updated(NOON, 10)
    assert [call.customer for call in everything.calls] == ["C1", "C2", "C0"]
    assert everything.is_all
    assert everything.calls[2].status_reason == "parked"
    later = await calls.list_updated(NOON + timedelta(seconds=2), 10)
    assert [call.customer for call in later.calls] == ["C2", "C0"]


async def test_a_page_of_changes_that_is_full_says_so(calls: CallStore) -> None:
    await _three_calls(calls)
    page = await calls.list_updated(NOON, 2)
    assert [call.customer for call in page.calls] == ["C0", "C1"]
    assert not page.is_all


async def test_changes_are_of_one_day(calls: CallStore) -> None:
    await _three_calls(calls)
    for days in (-1, 1):
        assert (await calls.list_updated(NOON + timedelta(days=days), 10)).calls == ()


async def test_an_erasure_is_a_change_without_content(calls: CallStore) -> None:
    (call, *_) = await _three_calls(calls)
    await calls.apply(tombstone(call, NOON + timedelta(seconds=9)))
    last = (await calls.list_updated(NOON, 10)).calls[-1]
    assert (last.call_id, last.customer) == (call.call_id, None)
    assert last.erased_at == NOON + timedelta(seconds=9)


async def test_filtered_pages_hold_every_match_once(calls: CallStore) -> None:
    for n in range(30):
        spoke = {"customer": "Ada" if n % 3 else "Eve"}
        await calls.add(a_queued_call(NOON - timedelta(days=n), metadata=spoke))
    query = CallQuery(filters=CallFilters(customer="ada"), limit=7, created_to=NOON)
    found: list[Call] = []
    cursor = None
    while True:
        page = await calls.list_calls(CallQuery(**{**query.__dict__, "cursor": cursor}))
        found += page.calls
        cursor = page.cursor
        if cursor is None:
            break
    assert len({call.call_id for call in found}) == len(found) == 20
    assert {call.customer for call in found} == {"Ada"}


async def test_of_two_words_on_a_score_that_are_written_at_once_one_is_refused(
    calls: CallStore,
) -> None:
    criterion = CriterionResult(name="greeting", weight=1, outcome="failed")
    card = ScorecardResult(name="quality", percent=33.3, criteria=(criterion,))
    evaluation = Evaluation(
        profile_id="p", profile_version=1, analysis_id="f1", quality="final", scorecards=(card,)
    )
    call = a_queued_call(evaluation=evaluation)
    await calls.add(call)
    place = (NOON, "quality", "greeting")
    word = overridden(call, *place, outcome="passed", reason="Heard.", author="Ada")
    written = await calls.apply(word)
    assert written is not None
    assert (written.evaluation, len(written.score_overrides or ())) == (evaluation, 1)
    other = overridden(call, *place, outcome="n_a", reason="No.", author="Eve")
    assert await calls.apply(other) is None
    gone = await calls.apply(taken_back(written, *place))
    assert gone is not None
    assert gone.score_overrides is None
