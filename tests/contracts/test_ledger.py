"""What every ledger does."""

from datetime import timedelta

import pytest

from callinsight.domain.analysis import Usage
from callinsight.domain.ledger import Account, Spending
from callinsight.ports.ledger import Ledger
from tests.contracts.conftest import DYNAMODB
from tests.domain.test_ledger import NOON, a_line

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)

TODAY = NOON.date()
TOMORROW = NOON + timedelta(days=1)


async def test_a_line_is_found_by_its_call_and_counted_on_its_day(ledger: Ledger) -> None:
    line = a_line(usage=Usage(requests=1, input_tokens=900), usd=0.000123)
    unknown = a_line(call_id="call-2", usd=None, prices_as_of=None)
    assert await ledger.add(line)
    assert await ledger.add(unknown)
    assert await ledger.of_call("call-1") == [line]
    assert await ledger.of_call("call-9") == []
    assert await ledger.of_day(TODAY) == {
        line.account: Spending(requests=2, usd=0.000123, unknown=1)
    }
    assert await ledger.of_day(TOMORROW.date()) == {}


async def test_a_line_written_again_changes_nothing_even_on_another_day(ledger: Ledger) -> None:
    assert await ledger.add(a_line())
    before = await ledger.of_day(TODAY)
    assert not await ledger.add(a_line(at=TOMORROW, usd=9.0))
    assert await ledger.of_call("call-1") == [a_line()]
    assert await ledger.of_day(TODAY) == before
    assert await ledger.of_day(TOMORROW.date()) == {}


async def test_the_repeat_of_a_request_has_its_own_line(ledger: Ledger) -> None:
    assert await ledger.add(a_line())
    assert await ledger.add(a_line(attempt=2))
    assert [line.attempt for line in await ledger.of_call("call-1")] == [1, 2]
    (sums,) = (await ledger.of_day(TODAY)).values()
    assert (sums.requests, sums.repeats) == (2, 1)


async def test_a_line_without_a_price_takes_one_once_on_the_day_it_was_written(
    ledger: Ledger,
) -> None:
    assert await ledger.add(a_line(usd=None, assumed=True))
    assert not await ledger.add(a_line(usd=None))
    assert await ledger.add(a_line(usd=0.5, at=TOMORROW))
    assert not await ledger.add(a_line(usd=0.7))
    assert await ledger.of_call("call-1") == [a_line(usd=0.5)]
    assert list((await ledger.of_day(TODAY)).values()) == [Spending(requests=1, usd=0.5)]
    assert await ledger.of_day(TOMORROW.date()) == {}


async def test_a_line_that_takes_its_price_leaves_the_sum_it_stood_in(ledger: Ledger) -> None:
    other = a_line(fingerprint="2", usd=None, model="asked")
    await ledger.add(other)
    await ledger.add(a_line(usd=None, model="unknown", provider="unknown", profile_version=2))
    assert await ledger.add(a_line(usd=0.5, model="answered", at=TOMORROW))
    assert await ledger.of_call("call-1") == [other, a_line(usd=0.5, model="answered")]
    assert await ledger.of_day(TODAY) == {
        other.account: Spending(requests=1, unknown=1),
        a_line(model="answered").account: Spending(requests=1, usd=0.5),
    }


async def test_sums_stand_apart_by_profile_version_step_provider_and_model(ledger: Ledger) -> None:
    lines = [
        a_line(),
        a_line(fingerprint="2", profile_version=2),
        a_line(fingerprint="3", step="transcribe", provider="elevenlabs", model="scribe_v2"),
        a_line(fingerprint="4", profile_id="support"),
    ]
    for line in lines:
        await ledger.add(line)
    sums = await ledger.of_day(TODAY)
    assert set(sums) == {line.account for line in lines}
    assert Account(TODAY, "sales", 3, "transcribe", "elevenlabs", "scribe_v2") in sums


async def test_the_lines_of_an_erased_call_go_and_what_it_cost_stays(ledger: Ledger) -> None:
    await ledger.add(a_line())
    await ledger.add(a_line(call_id="call-2"))
    before = await ledger.of_day(TODAY)
    await ledger.erase_lines("call-1")
    assert await ledger.of_call("call-1") == []
    assert len(await ledger.of_call("call-2")) == 1
    assert await ledger.of_day(TODAY) == before
