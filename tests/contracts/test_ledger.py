"""What every ledger does."""

from datetime import timedelta

import pytest

from callinsight.domain.analysis import Usage
from callinsight.ports.ledger import Ledger
from tests.contracts.conftest import DYNAMODB
from tests.domain.test_ledger import NOON, a_line

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


async def test_a_line_is_found_by_its_call_and_by_its_day(ledger: Ledger) -> None:
    line = a_line(usage=Usage(requests=1, input_tokens=900), usd=0.000123)
    unknown = a_line(call_id="call-2", usd=None, prices_as_of=None)
    assert await ledger.add(line)
    assert await ledger.add(unknown)
    assert await ledger.of_call("call-1") == [line]
    assert await ledger.of_day(NOON.date()) == [line, unknown]
    assert await ledger.of_call("call-9") == []


async def test_a_line_written_again_changes_nothing_even_on_another_day(ledger: Ledger) -> None:
    tomorrow = NOON + timedelta(days=1)
    assert await ledger.add(a_line())
    assert not await ledger.add(a_line(at=tomorrow, usd=9.0))
    assert await ledger.of_call("call-1") == [a_line()]
    assert await ledger.of_day(tomorrow.date()) == []


async def test_the_repeat_of_a_request_has_its_own_line(ledger: Ledger) -> None:
    assert await ledger.add(a_line())
    assert await ledger.add(a_line(attempt=2))
    assert [line.attempt for line in await ledger.of_call("call-1")] == [1, 2]
