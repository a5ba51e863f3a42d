"""Zygotes and their children: every end of a job, and that nothing is left behind."""

import asyncio
import gc
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psutil
import pytest

from callinsight.adapters.child_process import (
    ChildFailedError,
    ChildGarbledError,
    ChildKilledError,
)
from callinsight.adapters.zygotes import Done, Job, Zygotes

ENDS = "tests.adapters.ends_of_jobs"
LEFT_ALONE = f"""
import asyncio
from callinsight.adapters.zygotes import Job, Zygotes
zygotes = Zygotes(["{ENDS}"])
job = Job("{ENDS}:telling", {{}}, cpu_seconds=5, wall_seconds=30)
print(asyncio.run(zygotes.done(job)).answer["group"], flush=True)
asyncio.run(zygotes.done(job._replace(function="{ENDS}:sleeping")))
"""


@pytest.fixture
def zygotes() -> Generator[Zygotes]:
    zygotes = Zygotes([ENDS])
    yield zygotes
    zygotes.end()


def a_job(
    name: str, *, cpu: int = 5, wall_seconds: float = 30.0, file_bytes: int = 0, **arguments: Any
) -> Job:
    """A job of the module of ends."""
    return Job(f"{ENDS}:{name}", arguments, cpu, wall_seconds, file_bytes=file_bytes)


_EARLIER: set[int] = set()


@pytest.fixture(autouse=True)
def earlier() -> None:
    """Leave out the zygotes of others in this process, as of the page that is served for tests."""
    _EARLIER.clear()
    _EARLIER.update(descendants())


def descendants() -> list[int]:
    """The zygotes that a test has in this process, and their children."""
    return [
        process.pid
        for process in psutil.Process().children(recursive=True)
        if process.pid not in _EARLIER and "zygote_process" in _command_of(process)
    ]


def _command_of(process: psutil.Process) -> str:
    """Return how a process was started; others' processes may end meanwhile."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


async def seen(count: int) -> list[int]:
    """Wait until there are so many of them."""
    while len(found := descendants()) != count:
        await asyncio.sleep(0.01)
    return found


async def test_a_job_gets_its_arguments_and_a_process_of_its_own(zygotes: Zygotes) -> None:
    first = await zygotes.done(a_job("telling", path="ä", count=1))
    second = await zygotes.done(a_job("telling"))

    assert first.answer["arguments"] == {"path": "ä", "count": 1}
    assert first.answer["pid"] != second.answer["pid"]
    assert first.answer["group"] == second.answer["group"], "the zygote was not used again"
    assert first.cpu_seconds >= 0
    assert first.peak_bytes > 1 << 20


async def test_a_job_sees_no_key_of_ours_and_nothing_of_the_zygote(
    zygotes: Zygotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELEVENLABS_API_KEY", "secret")
    answer = (await zygotes.done(a_job("surrounded"))).answer

    assert "secret" not in answer["environment"].values()
    assert answer["environment"]["OPENBLAS_NUM_THREADS"] == "1"
    assert answer["input"] == ""


async def test_jobs_at_once_have_a_zygote_each_up_to_the_places() -> None:
    zygotes = Zygotes([ENDS], places=2)
    answers = await asyncio.gather(*(zygotes.done(a_job("telling")) for _ in range(6)))

    assert len({done.answer["pid"] for done in answers}) == 6
    assert len({done.answer["group"] for done in answers}) == len(descendants()) == 2
    zygotes.end()
    assert descendants() == []


def test_another_event_loop_uses_the_zygotes_that_are_there(zygotes: Zygotes) -> None:
    def once() -> Done:
        return asyncio.run(zygotes.done(a_job("telling")))

    assert once().answer["group"] == once().answer["group"]


async def test_a_job_over_its_time_is_killed_and_its_zygote_replaced(zygotes: Zygotes) -> None:
    with pytest.raises(TimeoutError):
        await zygotes.done(a_job("sleeping", wall_seconds=0.2))

    assert descendants() == []
    assert await zygotes.done(a_job("telling"))


async def test_a_job_that_is_cancelled_is_killed(zygotes: Zygotes) -> None:
    waiting = asyncio.create_task(zygotes.done(a_job("sleeping")))
    await seen(2)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert descendants() == []


async def test_a_zygote_that_died_idle_is_replaced(zygotes: Zygotes) -> None:
    died = (await zygotes.done(a_job("telling"))).answer["group"]
    os.kill(died, signal.SIGKILL)
    while psutil.Process(died).status() != psutil.STATUS_ZOMBIE:
        await asyncio.sleep(0.01)

    assert (await zygotes.done(a_job("telling"))).answer["group"] != died


@pytest.mark.parametrize(
    ("job", "error"),
    [
        (a_job("crashing"), ChildKilledError),
        (a_job("without_memory"), ChildKilledError),
        (a_job("holding", count=2 << 30), ChildKilledError),
        (a_job("spinning", cpu=1), ChildKilledError),
        (a_job("killing_its_zygote"), ChildKilledError),
        (a_job("shouting", count=17 << 20), ChildKilledError),
        (a_job("printing_no_object"), ChildGarbledError),
        (a_job("with_a_defect"), ChildFailedError),
        (a_job("no_such_job"), ChildFailedError),
    ],
    ids=lambda value: value.function if isinstance(value, Job) else "",
)
async def test_each_end_of_a_job_has_its_error(
    job: Job, error: type[Exception], zygotes: Zygotes
) -> None:
    with pytest.raises(ChildFailedError) as failed:
        await zygotes.done(job)

    assert failed.type is error
    assert await zygotes.done(a_job("telling")), "the next job has to find a zygote"


async def test_what_a_defect_says_is_not_logged(
    zygotes: Zygotes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(ChildFailedError):
        await zygotes.done(a_job("with_a_defect"))

    assert "RuntimeError" in caplog.text
    assert "secret-name" not in caplog.text


async def test_a_job_writes_as_much_as_it_may(zygotes: Zygotes, tmp_path: Path) -> None:
    path = str(tmp_path / "made")
    job = a_job("writing", path=path, count=5000, file_bytes=5000)
    assert (await zygotes.done(job)).answer == {"written": 5000}

    for less in (4999, 0):
        with pytest.raises(ChildFailedError):
            await zygotes.done(job._replace(file_bytes=less))


async def test_a_long_answer_arrives_whole(zygotes: Zygotes) -> None:
    assert len((await zygotes.done(a_job("shouting", count=3 << 20))).answer["shout"]) == 3 << 20


async def test_zygotes_that_do_not_start_are_a_defect_of_the_machine() -> None:
    with pytest.raises(ChildFailedError) as failed:
        await Zygotes(["no_such_module"]).done(a_job("telling"))

    assert failed.type is ChildFailedError
    assert descendants() == []


async def test_zygotes_end_with_what_holds_them() -> None:
    zygotes = Zygotes([ENDS])
    await zygotes.done(a_job("telling"))
    assert len(descendants()) == 1
    del zygotes
    gc.collect()

    assert descendants() == []


def test_a_zygote_and_its_child_end_when_their_parent_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", LEFT_ALONE], stdout=subprocess.PIPE)  # noqa: S603
    with parent:
        assert parent.stdout is not None
        zygote = psutil.Process(int(parent.stdout.readline()))
        while not zygote.children():
            time.sleep(0.01)
        family = [zygote, *zygote.children()]
        parent.kill()

    gone, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    assert len(gone) == 2
