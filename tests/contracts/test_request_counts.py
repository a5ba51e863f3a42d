"""What every count of paid requests does."""

from datetime import timedelta

import pytest

from callinsight.ports.request_counts import RequestCounts
from tests.builders import NOON
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)

LATER = NOON + timedelta(minutes=15)


async def test_a_claim_whose_time_is_over_is_taken_and_counted(
    request_counts: RequestCounts,
) -> None:
    await request_counts.claim("a", NOON, LATER)
    after = LATER + timedelta(seconds=1)
    assert await request_counts.claim("a", after, after + timedelta(minutes=15)) == 2
    assert await request_counts.claim("a", after, after) is None


async def test_a_claim_that_is_let_go_stays_counted(request_counts: RequestCounts) -> None:
    await request_counts.claim("a", NOON, LATER)
    await request_counts.release("a")
    assert await request_counts.claim("a", NOON, LATER) == 2


async def test_a_refused_request_is_not_counted_and_the_one_before_it_stays(
    request_counts: RequestCounts,
) -> None:
    await request_counts.claim("a", NOON, LATER)
    await request_counts.release("a")
    await request_counts.claim("a", NOON, LATER)
    await request_counts.take_back("a")
    assert await request_counts.claim("a", NOON, LATER) == 2


async def test_what_was_forgotten_is_counted_anew(request_counts: RequestCounts) -> None:
    await request_counts.claim("a", NOON, LATER)
    await request_counts.forget("a")
    await request_counts.forget("never counted")
    assert await request_counts.claim("a", NOON, LATER) == 1
