"""What every count of paid requests does."""

import asyncio

import pytest

from callinsight.ports.request_counts import RequestCounts
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


async def test_those_who_count_at_once_are_told_different_numbers(
    request_counts: RequestCounts,
) -> None:
    told = await asyncio.gather(*(request_counts.count("a") for _ in range(4)))
    assert sorted(told) == [1, 2, 3, 4]
    assert await request_counts.count("b") == 1


async def test_what_was_forgotten_is_counted_anew(request_counts: RequestCounts) -> None:
    await request_counts.count("a")
    await request_counts.forget("a")
    await request_counts.forget("never counted")
    assert await request_counts.count("a") == 1
