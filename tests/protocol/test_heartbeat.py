"""A process's heartbeat: from a thread of its own, as long as the event loop moves."""

import asyncio
import threading
import time
from collections.abc import Generator

import pytest

from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.liveness import DEAD_AFTER_SECONDS
from callinsight.heartbeat import ProcessHeartbeat
from tests.builders import TestClock
from tests.patience import PATIENCE
from tests.protocol.beating import BEAT, Table, hearts, wait_for


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def heartbeat(table: Table) -> Generator[ProcessHeartbeat]:
    """A heartbeat that beats a hundred times a second."""
    heartbeat = ProcessHeartbeat(table, TestClock(), beat_seconds=BEAT)
    yield heartbeat
    heartbeat.stop()


async def test_the_first_beat_is_written_before_start_returns(
    table: Table, heartbeat: ProcessHeartbeat
) -> None:
    heartbeat.start(asyncio.get_running_loop(), adhoc=True)
    beat = table.heartbeats[heartbeat.process_id]
    assert (beat.adhoc, beat.running) == (True, 0)


async def test_if_the_first_beat_cannot_be_written_nothing_has_started(
    table: Table, heartbeat: ProcessHeartbeat
) -> None:
    table.errors = [ServiceUnavailableError("busy")]
    with pytest.raises(ServiceUnavailableError):
        heartbeat.start(asyncio.get_running_loop())
    assert not table.heartbeats
    heartbeat.start(asyncio.get_running_loop())
    wait_for(lambda: table.beats > 1)
    assert heartbeat.process_id in table.heartbeats


async def test_beats_go_on_while_the_event_loop_is_busy_for_a_while(
    table: Table, heartbeat: ProcessHeartbeat
) -> None:
    heartbeat.start(asyncio.get_running_loop())
    first = table.heartbeats[heartbeat.process_id]
    wait_for(lambda: table.beats >= 4)
    assert table.heartbeats[heartbeat.process_id].last_seen > first.last_seen
    assert table.threads == {threading.main_thread().name, "heartbeat"}


async def test_a_process_whose_loop_stands_still_falls_silent_until_it_moves_again(
    table: Table,
) -> None:
    heartbeat = ProcessHeartbeat(table, TestClock(), beat_seconds=BEAT, standstill_seconds=0.1)
    heartbeat.start(asyncio.get_running_loop())
    time.sleep(0.4)  # nothing moves for longer than the limit
    silent_at = table.beats
    time.sleep(5 * BEAT)
    assert table.beats == silent_at
    async with asyncio.timeout(PATIENCE):
        while table.beats == silent_at:
            await asyncio.sleep(BEAT)
    heartbeat.stop()


def test_a_loop_that_ended_does_not_end_the_heartbeat_and_the_next_one_is_followed(
    table: Table, heartbeat: ProcessHeartbeat
) -> None:
    async def main() -> None:
        heartbeat.start(asyncio.get_running_loop())

    for _ in range(2):
        asyncio.run(main())
        ended_at = table.beats
        wait_for(lambda: table.beats > ended_at + 1)  # noqa: B023
    assert heartbeat.process_id in table.heartbeats


async def test_each_beat_tells_how_many_executions_run(
    table: Table, heartbeat: ProcessHeartbeat
) -> None:
    heartbeat.start(asyncio.get_running_loop())
    heartbeat.executing(+1)
    heartbeat.executing(+1)
    heartbeat.executing(-1)
    wait_for(lambda: table.heartbeats[heartbeat.process_id].running == 1)
    assert table.heartbeats[heartbeat.process_id].running == 1


async def test_a_second_start_is_harmless(table: Table, heartbeat: ProcessHeartbeat) -> None:
    before = hearts()
    for _ in range(3):
        heartbeat.start(asyncio.get_running_loop())
    assert (hearts(), len(table.heartbeats)) == (before + 1, 1)


async def test_a_process_that_was_silent_beats_before_it_owns_anything_again(
    table: Table,
) -> None:
    heartbeat = ProcessHeartbeat(table, TestClock(), beat_seconds=3600)
    heartbeat.start(asyncio.get_running_loop())
    table.remove(heartbeat.process_id)  # a dispatcher has forgotten it
    heartbeat._beaten_at -= DEAD_AFTER_SECONDS
    heartbeat.start(asyncio.get_running_loop())
    assert heartbeat.process_id in table.heartbeats
    heartbeat.stop()


async def test_a_stop_removes_the_item_and_no_beat_follows(
    table: Table, heartbeat: ProcessHeartbeat
) -> None:
    heartbeat.start(asyncio.get_running_loop())
    heartbeat.stop()
    heartbeat.stop()
    stopped_at = table.beats
    time.sleep(5 * BEAT)
    assert (table.heartbeats, table.beats) == ({}, stopped_at)


async def test_after_a_stop_it_can_start_again(table: Table, heartbeat: ProcessHeartbeat) -> None:
    heartbeat.start(asyncio.get_running_loop())
    heartbeat.stop()
    heartbeat.start(asyncio.get_running_loop())
    started_at = table.beats
    wait_for(lambda: table.beats > started_at + 2)
    assert heartbeat.process_id in table.heartbeats


@pytest.mark.parametrize("error", [ServiceUnavailableError("busy"), RuntimeError("a defect")])
async def test_beats_that_fail_do_not_end_the_heartbeat(
    table: Table,
    heartbeat: ProcessHeartbeat,
    error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    heartbeat.start(asyncio.get_running_loop())
    table.errors = [error] * 3
    wait_for(lambda: not table.errors)
    failed_at = table.beats
    wait_for(lambda: table.beats > failed_at)
    assert "heartbeat" in caplog.text
