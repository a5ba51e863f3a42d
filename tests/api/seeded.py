"""A deployment in which the examples of the API's documentation exist: their ids lead somewhere."""

from callinsight.api.examples.ids import (
    ANALYSIS_ID,
    CALL_ID,
    DELIVERY_ID,
    PROFILE_ID,
    QUESTION_ID,
    REANALYSIS_ID,
    WEBHOOK_ID,
)
from callinsight.domain.access import COMMAND
from callinsight.domain.call_question import CallQuestion
from callinsight.domain.delivery import delivery_of, target_of
from callinsight.domain.evaluation_report import golden_set_hash
from callinsight.domain.golden import GoldenLabel
from callinsight.domain.listing import with_list_fields
from callinsight.domain.news import News
from callinsight.domain.profile import PinnedProfile
from callinsight.domain.reanalysis import Chosen, Reanalysis
from callinsight.domain.recording import upload_key
from callinsight.domain.uploads import pending_call, queued_call
from callinsight.services import Services
from callinsight.steps.artifact_keys import artifact_key
from tests.builders import NOON, a_call_with_audio, a_profile, a_report, a_run
from tests.fakes.recordings import FakeRecordingStore
from tests.steps.conftest import run_once

SCORED = {
    "checks": [{"name": "greeting", "any_of": ["hello"]}],
    "scorecards": [{"name": "quality", "criteria": [{"name": "greeting", "check": "greeting"}]}],
}
WEBHOOK_URL = "https://hooks.example.com/callinsight"


async def seed(world: Services, *, waiting: bool = False) -> None:
    """Put the examples' call, profile, analysis, delivery and audit into fakes.

    The call is completed, or still waits for its recording.
    """
    for version in (1, 2, 3):
        await world.profile_store.add(a_profile(PROFILE_ID, version, **SCORED))
    await world.profile_store.make_current(PROFILE_ID, 3)
    if waiting:
        await world.calls.add(pending_call(CALL_ID, NOON, profile_id=PROFILE_ID))
        return
    await _complete(world)
    await a_call_with_audio(world)
    await world.audit.note(COMMAND, "call.create", CALL_ID, profile_id=PROFILE_ID)
    await _tell(world)
    await world.reanalysis_store.add_job(_a_reanalysis())
    await world.question_store.put_question(_a_question())
    await _evaluate(world)


def _a_question() -> CallQuestion:
    return CallQuestion(
        question_id=QUESTION_ID,
        call_id=CALL_ID,
        text="Did the agent greet the customer?",
        author="quality-team",
        asked_at=NOON,
        state="not_in_call",
    )


async def _evaluate(world: Services) -> None:
    """Let the golden set have a label of the examples' profile, over which version 2 is as good."""
    label = GoldenLabel(
        call_id="01j0000000000000000000000g",
        profile_id=PROFILE_ID,
        transcript_sha256="0",
        pointer="/outcome",
        expected="A sale.",
        author="warehouse",
        reason="heard it",
        at=NOON,
    )
    await world.golden_store.put_label(label)
    known = golden_set_hash([label])
    report = a_report(PROFILE_ID, candidate=2, current=3, golden_set=known)
    await world.evaluation_store.put_report(report)


def _a_reanalysis() -> Reanalysis:
    return Reanalysis(
        job_id=REANALYSIS_ID,
        created_at=NOON,
        updated_at=NOON,
        author="warehouse",
        chosen=Chosen(created_to=NOON),
        profile_id=PROFILE_ID,
        profile_version=3,
        per_minute=60,
    )


async def _complete(world: Services) -> None:
    recordings = world.recordings
    assert isinstance(recordings, FakeRecordingStore)
    recording = recordings.put(upload_key(CALL_ID, "u1", "call.wav"), b"the sound of the example")
    pinned = PinnedProfile(profile_id=PROFILE_ID, version=2)
    call = queued_call(CALL_ID, NOON, recording, pinned, file_name="call.wav")
    await world.calls.add(with_list_fields(call))
    await run_once(world, CALL_ID, a_run(call))
    done = await world.reruns.existing(CALL_ID)
    assert done.status == "Completed"
    found = done.analyses[-1]
    body = await world.artifacts.get(artifact_key(CALL_ID, "analyze", found.id, "analysis"))
    assert body is not None
    await world.artifacts.put(artifact_key(CALL_ID, "analyze", ANALYSIS_ID, "analysis"), body)


async def _tell(world: Services) -> None:
    news = News(id=WEBHOOK_ID, event="call.completed", created_at=NOON, call={"call_id": CALL_ID})
    delivery = delivery_of(news, target_of(WEBHOOK_URL), NOON)
    named = delivery.model_copy(update={"delivery_id": DELIVERY_ID})
    await world.delivery_store.add_delivery(named)
