"""How many calls may start, by what workers tell and what is on its way to them."""

import pytest

from callinsight.domain.capacity import Capacity, Unclaimed
from callinsight.domain.liveness import Heartbeat
from tests.builders import NOON

NONE = Unclaimed()


def a_worker(limit: int | None = 100, running: int = 0, **fields: object) -> Heartbeat:
    return Heartbeat.model_validate(
        {"process_id": "w", "last_seen": "1", "limit": limit, "running": running} | fields
    )


@pytest.mark.parametrize(
    ("worker", "free"),
    [
        (a_worker(100, 30), 70),
        (a_worker(100, 130), 0),
        (a_worker(None, 3), 0),
        (a_worker(100, 30, draining_until=NOON), 0),
    ],
)
def test_a_process_has_places_up_to_its_limit_and_none_while_it_drains(
    worker: Heartbeat, free: int
) -> None:
    assert Capacity.told_by([worker]).free == free


def test_a_draining_worker_adds_nothing_to_the_capacity() -> None:
    both = Capacity.told_by([a_worker(50, 10), a_worker(50, 0, draining_until=NOON)])
    assert (both.total, both.free, both.workers) == (50, 40, 1)
    alone = Capacity.told_by([a_worker(50, 0, draining_until=NOON)])
    assert (alone.for_live(NONE), alone.for_backfill(NONE)) == (0, 0)


def test_each_worker_has_at_most_twenty_calls_on_their_way_ten_of_them_backfill() -> None:
    two = Capacity.told_by([a_worker(500), a_worker(500)])
    assert (two.for_live(NONE), two.for_backfill(NONE)) == (40, 20)
    waiting = Unclaimed(live=5, backfill=15)
    assert (two.for_live(waiting), two.for_backfill(waiting)) == (20, 5)
    assert two.for_backfill(Unclaimed(backfill=20)) == 0
    assert two.for_live(Unclaimed(backfill=20)) == 20


def test_backfill_leaves_a_tenth_of_the_places_to_live_calls() -> None:
    nearly_full = Capacity.told_by([a_worker(100, 85)])
    assert (nearly_full.for_live(NONE), nearly_full.for_backfill(NONE)) == (15, 5)
    assert nearly_full.for_backfill(Unclaimed(live=5)) == 0
    only_one = Capacity.told_by([a_worker(1)])
    assert only_one.for_backfill(NONE) == 1


def test_what_is_on_its_way_has_its_place_already() -> None:
    small = Capacity.told_by([a_worker(4, 1)])
    assert small.for_live(Unclaimed(live=2)) == 1
    assert small.for_live(Unclaimed(live=3, backfill=9)) == 0
