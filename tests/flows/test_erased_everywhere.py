"""Of an erased call no word is left anywhere: in no bucket, table, queue, run or log."""

import json
import logging
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName
from prefect.logging.handlers import APILogHandler

from callinsight.adapters.aws import AwsClients
from callinsight.dispatcher.outbox import Outbox
from callinsight.dispatcher.rescues import Census
from callinsight.dispatcher.starts import Starts
from callinsight.domain.call import Call
from callinsight.domain.call_id import new_call_id
from callinsight.domain.delivery import target_of
from callinsight.domain.recording import upload_key
from callinsight.domain.uploads import pending_call, url_issued
from callinsight.poller import Poller
from callinsight.services import Services, using
from flows.erase_call import erase_call
from tests.builders import TestClock, a_profile
from tests.fakes.engines import FakeSoundProbe
from tests.flows.conftest import Execute, close
from tests.flows.stores import stores_with
from tests.real_services import real_services
from tests.stubs.running import StubProviders

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]
CANARY = "canary5508"
_CARD = {
    "name": "quality",
    "criteria": [{"name": "solved", "field": "/resolved", "passes": ["yes"]}],
}


@pytest_asyncio.fixture(loop_scope="session")
async def told_world(
    deployment: None, ministack: AwsClients, stubs: StubProviders
) -> AsyncGenerator[Services]:
    """Real services that tell news, with a clock that tests move."""
    world = real_services(
        ministack,
        stubs,
        sound_probe=FakeSoundProbe(),
        clock=TestClock(datetime.now(UTC)),
        targets=(target_of("https://news.example.com/"),),
    )
    fields: dict[str, Any] = {"redaction": {"kinds": ["email"]}, "scorecards": [_CARD]}
    with using(world):
        for version in (1, 2):
            profile = a_profile(
                version=version, openai_model="gpt-6-luna", system_prompt=f"v{version}", **fields
            )
            await world.profile_store.add(profile)
        await world.profile_store.make_current("default", 1)
        yield world
        await close(world)


def _script(stubs: StubProviders) -> None:
    """One call that fails with the provider's words, and one of which everything quotes the canary."""
    said = [f"{CANARY}-said", f"{CANARY}@example.com"]
    words = [
        {"text": text, "type": "word", "start": float(at), "end": at + 0.4}
        for at, text in enumerate(said)
    ]
    heard = {"text": " ".join(said), "language_code": "en", "words": words}
    stubs.script("elevenlabs", {"status": 400, "body": {"detail": CANARY}}, {"body": heard})
    answer = {"summary": f"About {CANARY}.", "resolved": "no"}
    question = {"found": True, "answer": CANARY, "claims": []}
    texts = [json.dumps(each) for each in (answer, question, answer)]
    stubs.script("openai", *({"text": text} for text in texts))


async def _uploaded(world: Services) -> Call:
    """Announce a call, upload its recording by its link, and let the poller accept it."""
    call = pending_call(new_call_id(), world.clock(), metadata={"customer": CANARY})
    await world.calls.add(call)
    key = upload_key(call.call_id, "u1", f"{CANARY}.wav")
    link: dict[str, Any] = {"key": key, "file_name": f"{CANARY}.wav", "expires_at": world.clock()}
    await world.calls.apply(url_issued(call, world.clock(), **link))
    for body in (CANARY, f"{CANARY}, once more"):
        world.aws.s3.put_object(
            Bucket=world.recordings.bucket, Key=key, Body=body.encode(), Metadata={"agent": CANARY}
        )
    await _polled(world)
    return await world.reruns.existing(call.call_id)


async def _polled(world: Services) -> None:
    poller = Poller(world.queue, world.intake, lambda: None)
    while await poller.poll(wait_seconds=1):
        pass


async def _ran(world: Services, execute: Execute, call: Call) -> Call:
    await Starts(world.calls, world.flow_runs, world.clock, capacity=10).run(Census((), ()))
    run = await world.flow_runs.find(call.idempotency_key)
    assert run is not None
    await execute(run.id)
    return await world.reruns.existing(call.call_id)


async def _used(world: Services, call: Call) -> None:
    """Do everything with a call that leaves something of it anywhere."""
    by = {"author": CANARY, "reason": f"{CANARY} said so"}
    await world.golden_set.correct(call.call_id, "/summary", f"{CANARY} wants more", **by)
    await world.changes.override_score(
        call.call_id, "quality", "solved", outcome="passed", reason=CANARY, by=CANARY
    )
    await world.changes.change(call.call_id, metadata={"team": CANARY})
    await world.holds.hold(call.call_id, reason=CANARY, by=CANARY)
    asked = await world.call_questions.ask(call.call_id, f"Who is {CANARY}?", author=CANARY)
    told = await world.call_questions.answer(call.call_id, asked.question_id)
    assert told.answer == CANARY
    assert (await world.evaluating.compare("default", 2, most_calls=5)).candidate.labels == 1
    await Outbox(world.calls, world.delivery_store, world.targets, world.clock).run()
    await world.daily_export.write(call.created_at.date())
    await world.holds.release(call.call_id)


async def test_no_word_of_an_erased_call_is_left_in_any_store(
    told_world: Services,
    execute: Execute,
    stubs: StubProviders,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    world = told_world
    caplog.set_level(logging.INFO)
    _script(stubs)
    failed = await _ran(world, execute, await _uploaded(world))
    done = await _ran(world, execute, await _uploaded(world))
    assert (failed.status, done.status) == ("Failed", "Completed")
    assert done.transcript is not None
    assert done.transcript.redacted == {"email": 1}
    await _used(world, done)
    told = {"recordings", "artifacts", "calls", "operations"}
    assert await stores_with(world, CANARY, caplog, "") == told

    ids = [failed.call_id, done.call_id]
    state = await erase_call(ids, return_state=True)
    assert state.name == "Deleted"
    world.aws.s3.put_object(
        Bucket=world.recordings.bucket, Key=upload_key(ids[0], "u2", "x.wav"), Body=CANARY.encode()
    )
    world.clock.advance(hours=2)  # type: ignore[attr-defined]  # the clock of tests
    state = await erase_call(ids, return_state=True)
    assert (state.name, state.message) == ("Erased", "Calls erased: 2.")
    await _polled(world)
    await world.daily_export.write(done.created_at.date())
    await APILogHandler.aflush()
    written = capfd.readouterr()
    assert await stores_with(world, CANARY, caplog, written.out + written.err) == set()
    async with get_client() as client:
        named = FlowRunFilter(name=FlowRunFilterName(any_=ids))
        assert await client.read_flow_runs(flow_run_filter=named) == []
        reports = await client.read_artifacts(limit=200)
    assert [each for each in reports if any(call_id in str(each.data) for call_id in ids)] == []
