"""Every change is news once, however late it is seen."""

from datetime import timedelta

from callinsight.domain.call import Call
from callinsight.domain.update_sweep import OVERLAP, UpdateSweep
from tests.builders import NOON, a_queued_call

SECOND = timedelta(seconds=1)


def a_changed_call(seconds: float) -> Call:
    return a_queued_call(updated_at=NOON + timedelta(seconds=seconds))


def test_what_was_told_is_not_told_again_though_it_is_read_again() -> None:
    call = a_changed_call(1)
    sweep = UpdateSweep(NOON)
    for look in range(3):
        sweep.begin(NOON + (2 + look) * SECOND)
        news = [*sweep.news([call], is_all=True)]
        assert news == ([call] if look == 0 else [])
    assert sweep.told_until == NOON + 4 * SECOND


def test_a_change_that_shows_late_is_told() -> None:
    sweep = UpdateSweep(NOON)
    sweep.begin(NOON + 10 * SECOND)
    assert [*sweep.news([a_changed_call(9)], is_all=True)]
    late = a_changed_call(6)
    assert sweep.since == NOON + 10 * SECOND - OVERLAP <= NOON + 6 * SECOND
    sweep.begin(NOON + 11 * SECOND)
    assert [*sweep.news([late], is_all=True)] == [late]


def test_a_full_page_is_gone_on_from_and_counts_as_told_only_at_the_end() -> None:
    sweep = UpdateSweep(NOON)
    sweep.begin(NOON + 60 * SECOND)
    assert len([*sweep.news([a_changed_call(1), a_changed_call(2)], is_all=False)]) == 2
    assert (sweep.since, sweep.told_until) == (NOON + 2 * SECOND, NOON)
    sweep.begin(NOON + 61 * SECOND)
    assert [*sweep.news([a_changed_call(3)], is_all=True)]
    assert sweep.told_until == NOON + 60 * SECOND


def test_after_midnight_the_rest_of_the_day_before_is_read_first() -> None:
    midnight = NOON + timedelta(hours=12)
    sweep = UpdateSweep(midnight - 3 * SECOND)
    sweep.begin(midnight + SECOND)
    assert [*sweep.news([], is_all=True)] == []
    assert sweep.since == midnight
    sweep.begin(midnight + 2 * SECOND)
    assert [*sweep.news([a_changed_call(12 * 3600 + 1)], is_all=True)]
    assert sweep.told_until == midnight + SECOND


def test_changes_of_one_moment_on_a_full_page_do_not_hold_it_up() -> None:
    sweep = UpdateSweep(NOON)
    sweep.begin(NOON + SECOND)
    assert [*sweep.news([a_changed_call(0)], is_all=False)]
    assert sweep.since > NOON


def test_a_position_of_nobody_tells_nothing() -> None:
    sweep = UpdateSweep(NOON)
    assert sweep.missed_since("2026-11-23T12:00:00.000000Z") == NOON - OVERLAP
    first = "0001-01-01T00:00:00.000000Z"
    for position in ("", "x", "2026-11-23", "2026-11-23T12:00:00", first):
        assert sweep.missed_since(position) is None
