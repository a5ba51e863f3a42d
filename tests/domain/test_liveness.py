"""Liveness: a heartbeat that moves is alive, whatever any wall clock says."""

import pytest

from callinsight.domain.liveness import DEAD_AFTER_SECONDS, Heartbeat, Liveness

START = 1000.0


def a_beat(process_id: str = "p1", last_seen: str = "1") -> Heartbeat:
    return Heartbeat(process_id=process_id, last_seen=last_seen)


@pytest.fixture
def liveness() -> Liveness:
    reader = Liveness()
    reader.observe([a_beat()], START)
    return reader


def test_a_process_without_an_item_is_gone() -> None:
    assert Liveness().is_gone("p1", START)
    assert Liveness().alive(START) == []
    assert Liveness().gone(START) == []


@pytest.mark.parametrize(("waited", "gone"), [(0.0, False), (19.9, False), (20.0, True)])
def test_a_process_is_gone_once_its_item_stood_still_for_20_seconds(
    liveness: Liveness, waited: float, gone: bool
) -> None:
    liveness.observe([a_beat()], START + waited)
    assert liveness.is_gone("p1", START + waited) is gone
    assert liveness.alive(START + waited) == ([] if gone else [a_beat()])
    assert liveness.gone(START + waited) == (["p1"] if gone else [])


def test_a_change_is_a_new_sign_of_life(liveness: Liveness) -> None:
    liveness.observe([a_beat(last_seen="2")], START + 19)
    assert not liveness.is_gone("p1", START + 38)
    assert liveness.is_gone("p1", START + 39)


@pytest.mark.parametrize("last_seen", ["0", "2099-01-01", ""])
def test_a_wall_clock_that_goes_wrong_kills_nobody(liveness: Liveness, last_seen: str) -> None:
    liveness.observe([a_beat(last_seen=last_seen)], START + 19)
    assert not liveness.is_gone("p1", START + 30)


def test_other_facts_of_an_item_are_no_sign_of_life(liveness: Liveness) -> None:
    busy = a_beat().model_copy(update={"running": 3})
    liveness.observe([busy], START + 10)
    assert liveness.alive(START + 10) == [busy]
    assert liveness.is_gone("p1", START + DEAD_AFTER_SECONDS)


def test_a_process_that_removed_its_item_is_gone_at_once(liveness: Liveness) -> None:
    liveness.observe([], START + 1)
    assert liveness.is_gone("p1", START + 1)
    assert liveness.gone(START + 1) == []


def test_each_process_lives_by_its_own_item(liveness: Liveness) -> None:
    liveness.observe([a_beat(), a_beat("p2")], START + 15)
    assert liveness.gone(START + 25) == ["p1"]
    assert [beat.process_id for beat in liveness.alive(START + 25)] == ["p2"]
