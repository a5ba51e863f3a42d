"""How often somebody may do something."""

import pytest

from callinsight.domain.token_buckets import TokenBuckets


def test_ten_seconds_worth_may_come_at_once_and_the_rest_steadily() -> None:
    buckets = TokenBuckets(60)
    assert [buckets.take("a", 0) for _ in range(10)] == [0] * 10
    assert buckets.take("a", 0) == pytest.approx(1)
    assert buckets.take("a", 0.5) == pytest.approx(0.5)
    assert buckets.take("a", 1.01) == 0
    assert buckets.take("a", 1.01) > 0


def test_a_refusal_costs_nothing_and_a_long_pause_fills_no_more_than_the_bucket() -> None:
    buckets = TokenBuckets(60)
    taken = [buckets.take("a", 0) for _ in range(100)]
    assert taken.count(0) == 10
    assert [buckets.take("a", 3600) for _ in range(11)].count(0) == 10


def test_everybody_has_a_bucket_of_their_own() -> None:
    buckets = TokenBuckets(1)
    assert (buckets.take("a", 0), buckets.take("b", 0)) == (0, 0)
    assert buckets.take("a", 0) == pytest.approx(60)
    assert buckets.wait("c", 0) == 0


def test_memory_is_bounded_by_forgetting_who_asked_longest_ago() -> None:
    buckets = TokenBuckets(1)
    for number in range(10_001):
        buckets.take(str(number), 0)
    assert buckets.wait("0", 0) == 0
    assert buckets.wait("1", 0) > 0
