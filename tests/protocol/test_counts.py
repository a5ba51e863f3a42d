"""What is counted over the executions of a call: deaths, and the time it waited."""

from callinsight.domain.call import Call
from callinsight.domain.errors.provider import RateLimitedError
from callinsight.domain.status import Status
from callinsight.steps.executions import Outcome
from tests.builders import a_run
from tests.protocol.world import World
from tests.steps.conftest import run_once

SLOW = RateLimitedError("slow down")


async def _run(world: World, call: Call) -> Outcome:
    return await run_once(world.services, call.call_id, a_run(await world.now(call)))


async def test_a_model_that_stays_away_is_waited_for_longer_and_longer_and_a_day_at_most(
    world: World,
) -> None:
    """The transcript is found again each time, which is no progress. [new]"""
    call = await world.a_call()
    waits = []
    for _ in range(300):
        world.model.fail_with(SLOW)
        outcome = await _run(world, call)
        if outcome.kind != "Parked":
            break
        seen = await world.now(call)
        assert seen.due_at is not None
        waits.append(round((seen.due_at - world.clock()).total_seconds()))
        world.clock.now = seen.due_at
    assert waits[:5] == [60, 60, 120, 240, 480]
    assert max(waits) == 900
    assert outcome.failure is not None
    assert outcome.failure.code == "provider_unavailable"
    assert world.transcriber.paid_requests == 1


async def test_an_analysis_that_kills_its_process_ends_the_call_at_its_third_death(
    world: World,
) -> None:
    call = await world.a_call()
    for death in range(1, 4):
        execution = await world.begin(call)
        recording = await world.services.fetching.recording_of(execution)
        await world.services.transcription.transcript_of(execution, recording)
        world.services.executions.release(execution)
        await world.process_dies(execution)
        await world.rescues.run()
        seen = await world.now(call)
        assert seen.rescues == (1 if death == 1 else 2)
        world.services.heartbeat.process_id += "x"
        world.services.heartbeat._thread = None
    assert (seen.status, seen.failure and seen.failure.code) == (Status.FAILED, "stuck")


async def test_each_new_result_is_progress_and_a_result_found_again_is_none(world: World) -> None:
    call = await world.a_call()
    execution = await world.begin(call)
    recording = await world.services.fetching.recording_of(execution)
    await world.services.transcription.transcript_of(execution, recording)
    assert execution.progressed
    world.services.executions.release(execution)
    await world.process_dies(execution)
    await world.rescues.run()
    assert (await world.now(call)).rescues == 1
    world.services.heartbeat.process_id += "x"
    world.services.heartbeat._thread = None
    execution = await world.begin(call)
    summary = await world.services.transcription.transcript_of(
        execution, await world.services.fetching.recording_of(execution)
    )
    assert (await world.now(call)).rescues == 1
    await world.services.analyzing.analysis_of(execution, summary)
    assert (await world.now(call)).rescues == 0
