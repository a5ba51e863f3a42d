"""kill -9 between each two writes of a run: nothing is lost, and at most the open request paid again."""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from prefect.settings import PREFECT_API_URL

from callinsight.clock import utc_now
from callinsight.dispatcher.corrections import Corrections
from callinsight.dispatcher.rescues import Census, Rescues
from callinsight.dispatcher.starts import Starts
from callinsight.domain.call_id import new_call_id
from callinsight.domain.dispatch import RunState
from callinsight.domain.recording import RecordingObject
from callinsight.domain.status import Status
from callinsight.domain.uploads import queued_call
from callinsight.services import Services
from tests.builders import a_profile
from tests.flows.conftest import Execute
from tests.stubs.running import StubProviders

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]

# The writes of one run, in order: Prefect's Running, begin, PREPARING, request_open, answer,
# transcript, TRANSCRIBED, request_open, answer, analysis, Analyzing, Completed, Prefect's end.
RUNNING, BEGIN, OPEN_1, ANSWER_1, OPEN_2, ANSWER_2, COMPLETED = 1, 2, 4, 5, 8, 9, 12
WRITES = 13
DEATHS = [("after", number) for number in range(1, WRITES)] + [
    ("before", ANSWER_1),
    ("before", ANSWER_2),
]


@dataclass
class Victim:
    """A call, its run, and when the run dies."""

    when: str
    number: int
    call_id: str = ""
    run_id: str = ""

    @property
    def mark(self) -> str:
        """What its requests carry, so that the stub can tell them apart."""
        return f"victim-{self.when}-{self.number}"


@pytest.fixture
def dying(
    deployment: None, ministack_url: str, clean_environment: None
) -> Generator["subprocess.Popen[str]"]:
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": ministack_url,
        "PREFECT_API_URL": str(PREFECT_API_URL.value()),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.flows.dying"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    yield process
    process.communicate(timeout=30)


@pytest.mark.timeout(300)  # fourteen processes of Prefect one after the other, on shared cores
async def test_a_kill_between_any_two_writes_loses_nothing_and_repays_at_most_what_was_open(
    world: Services, dying: "subprocess.Popen[str]", stubs: StubProviders, execute: Execute
) -> None:
    victims = [Victim(when, number) for when, number in DEATHS]
    for victim in victims:
        await _queue(world, victim)
    starts = Starts(world.calls, world.flow_runs, world.clock, capacity=len(victims))
    await starts.run(Census(owned=(), alive=()))
    for victim in victims:
        run = await world.flow_runs.find(await _key(world, victim))
        assert run is not None
        victim.run_id = run.id
        assert await asyncio.to_thread(_die, dying, world, victim) == 9

    monotonic = [0.0]
    rescues = Rescues(
        world.calls, world.operations, world.flow_runs, world.clock, lambda: monotonic[0]
    )
    await rescues.take_census()
    monotonic[0] = 21.0
    await rescues.run()
    await _recovered(world, starts, victims, execute)

    for victim in victims:
        call = await world.calls.get(victim.call_id)
        assert call is not None
        assert (victim.mark, call.status) == (victim.mark, Status.COMPLETED)
        paid = _paid(stubs, victim)
        twice = (victim.when, victim.number)
        expected = (1 + (twice == ("before", ANSWER_1)), 1 + (twice == ("before", ANSWER_2)))
        assert (victim.mark, paid) == (victim.mark, expected)
        open_at_death = twice in {
            ("after", OPEN_1), ("before", ANSWER_1), ("after", OPEN_2), ("before", ANSWER_2),
        }  # fmt: skip
        assert sum(call.duplicate_spend.values()) == int(open_at_death), victim.mark

    await _corrected(world, rescues)
    for victim in victims:
        run = await world.flow_runs.get(victim.run_id)
        completed = victim.number == COMPLETED and victim.when == "after"
        if run is not None:  # one that never began is deleted
            assert run.state is (RunState.COMPLETED if completed else RunState.CRASHED)


async def _corrected(world: Services, rescues: Rescues) -> None:
    """Let the dispatcher put the runs right, five minutes later."""
    later = utc_now() + timedelta(minutes=5)
    corrections = Corrections(world.calls, world.flow_runs, lambda: later, _no_pause)
    while await corrections.run(await rescues.take_census()):
        pass


async def _queue(world: Services, victim: Victim) -> None:
    """A call with a recording and a profile that its requests can be told by."""
    await world.profile_store.add(a_profile(victim.mark, system_prompt=victim.mark))
    await world.profile_store.make_current(victim.mark, 1)
    victim.call_id = new_call_id()
    key = f"uploads/{victim.call_id}/u1/call.wav"
    world.aws.s3.put_object(Bucket=world.recordings.bucket, Key=key, Body=victim.mark.encode())
    recording = await world.recordings.head(key)
    assert isinstance(recording, RecordingObject)
    profile = await world.profiles.pin(victim.mark)
    call = queued_call(victim.call_id, world.clock(), recording, profile, file_name="call.wav")
    await world.calls.add(call)


async def _key(world: Services, victim: Victim) -> str:
    call = await world.calls.get(victim.call_id)
    assert call is not None
    return call.idempotency_key


def _die(process: "subprocess.Popen[str]", world: Services, victim: Victim) -> int:
    """Let the run die; return the signal it died of."""
    settings = world.settings.model_dump(mode="json", exclude_none=True)
    settings |= {"elevenlabs_api_key": "key", "openai_api_key": "key"}
    order = {
        "settings": settings,
        "run_id": victim.run_id,
        "when": victim.when,
        "number": victim.number,
    }
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(order) + "\n")
    process.stdin.flush()
    return int(process.stdout.readline())


async def _recovered(
    world: Services, starts: Starts, victims: list[Victim], execute: Execute
) -> None:
    """Let the dispatcher and a worker do what they do, until every call has ended."""
    later = timedelta(minutes=4)
    starts._clock = lambda: utc_now() + later  # unclaimed runs are looked at after three minutes
    for _ in range(3):
        for call_id in await world.calls.list_due("watch", starts._clock(), 50):
            call = await world.calls.get(call_id)
            if call is not None and call.status is Status.QUEUED:
                await starts.unclaimed(call)
        await starts.run(Census(owned=(), alive=()))
        for victim in victims:
            call = await world.calls.get(victim.call_id)
            assert call is not None
            if call.is_terminal:
                continue
            run = await world.flow_runs.find(call.idempotency_key)
            if run is not None and run.state is RunState.SCHEDULED:
                await execute(run.id)


def _paid(stubs: StubProviders, victim: Victim) -> tuple[int, int]:
    mark = hashlib.sha256(victim.mark.encode()).hexdigest()
    audio = [r for r in stubs.requests("elevenlabs") if r["file"]["sha256"] == mark]
    models = [
        r
        for r in stubs.requests("openai")
        if f"{victim.mark}\n" in f"{r['body']['instructions']}\n"
    ]
    return len(audio), len(models)


async def _no_pause(_seconds: float) -> None:
    return
