"""Things tests talk about, with fresh ids each, so that nothing of one test serves another."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ulid import ULID

from callinsight.domain.call import Call
from callinsight.domain.call_id import new_call_id
from callinsight.domain.evaluation_report import EvaluationReport
from callinsight.domain.execution import RunIdentity
from callinsight.domain.listing import with_list_fields
from callinsight.domain.profile import PinnedProfile, Profile
from callinsight.domain.recording import RecordingObject, upload_key
from callinsight.domain.uploads import queued_call
from callinsight.domain.version_report import VersionReport
from callinsight.services import Services
from callinsight.settings import Settings
from callinsight.steps.execution import Execution
from callinsight.steps.paying import Paying
from tests.fakes.api_keys import FakeApiKeyStore
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.audit import FakeAuditLog
from tests.fakes.budgets import FakeBudgetStore
from tests.fakes.call_questions import FakeCallQuestionStore, FakeQuestionRuns
from tests.fakes.calls import FakeCallStore
from tests.fakes.deliveries import FakeDeliveryStore, FakeNewsSender
from tests.fakes.engines import FakeLanguageModel, FakeSoundProbe, FakeTranscriber
from tests.fakes.evaluations import FakeEvaluationRuns, FakeEvaluationStore
from tests.fakes.exports import FakeExportStore
from tests.fakes.flow_runs import FakeFlowRuns
from tests.fakes.golden import FakeGoldenStore
from tests.fakes.ledger import FakeLedger
from tests.fakes.operations import FakeOperationsStore
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.queue import FakeEventQueue
from tests.fakes.reanalyses import FakeJobRuns, FakeReanalysisStore
from tests.fakes.recordings import FakeRecordingStore
from tests.fakes.request_counts import FakeRequestCounts
from tests.fakes.sound_cutter import FakeSoundCutter
from tests.fakes.subscriptions import FakeSubscriptions
from tests.fakes.taken_messages import FakeTakenMessages

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PINNED = PinnedProfile(profile_id="default", version=1)


class TestClock:
    """A clock that stands until it is told to move."""

    __test__ = False

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)  # no two moments are the same
        return self.now

    def advance(self, **duration: float) -> None:
        """Move on, as `timedelta` counts."""
        self.now += timedelta(**duration)


def a_profile(profile_id: str = "default", version: int = 1, **fields: Any) -> Profile:
    """A profile with two questions."""
    return Profile.model_validate(
        {
            "profile_id": profile_id,
            "version": version,
            "name": "Support",
            "prompts": {"summary": "What happened?", "resolved": "Was it solved?"},
            **fields,
        }
    )


def a_recording_object(key: str | None = None, **fields: Any) -> RecordingObject:
    """One version of an object nobody else has."""
    return RecordingObject.model_validate(
        {
            "bucket": "recordings",
            "key": key or f"uploads/{ULID()}.wav",
            "version_id": None,
            "etag": str(ULID()),
            "size_bytes": 1000,
            "content_type": "audio/wav",
            "uploaded_at": NOON,
            **fields,
        }
    )


def a_queued_call(now: datetime = NOON, **fields: Any) -> Call:
    """A call that waits for its first execution."""
    call_id = new_call_id()
    recording = a_recording_object(upload_key(call_id, "u1", "call.wav"))
    call = queued_call(call_id, now, recording, PINNED, file_name="call.wav")
    return with_list_fields(call.model_copy(update=fields))


def a_run(call: Call, **fields: Any) -> RunIdentity:
    """The flow run of a call's current attempt."""
    return RunIdentity.model_validate(
        {"id": f"run-{ULID()}", "key": call.idempotency_key, **fields}
    )


def settings(**fields: Any) -> Settings:
    """Settings that need no environment."""
    return Settings.model_validate(
        {
            "recordings_bucket": "recordings",
            "artifacts_bucket": "artifacts",
            "queue_url": "http://queue",
            **fields,
        }
    )


def a_report(
    profile_id: str = "default",
    *,
    candidate: int,
    current: int,
    golden_set: str,
    worse: tuple[str, ...] = (),
) -> EvaluationReport:
    """What an evaluation of one call found."""

    def achieved(version: int) -> VersionReport:
        return VersionReport(
            profile_id=profile_id,
            version=version,
            calls=1,
            labels=1,
            agreement=1.0,
            schema_valid=1.0,
            evidence_verified=None,
            cost_usd=None,
            mean_seconds=None,
            fields=(),
        )

    return EvaluationReport(
        profile_id=profile_id,
        at=NOON,
        golden_set=golden_set,
        most_calls=50,
        current=achieved(current),
        candidate=achieved(candidate),
        worse=worse,
        left_out=0,
    )


def fake_services(**replacements: Any) -> Services:
    """Every port a fake; anything may be replaced by name."""
    artifacts = replacements.pop("artifacts", None) or FakeArtifactStore()
    parts: dict[str, Any] = {
        "calls": FakeCallStore(),
        "audit_log": FakeAuditLog(),
        "operations": FakeOperationsStore(),
        "api_key_store": FakeApiKeyStore(),
        "golden_store": FakeGoldenStore(),
        "budget_store": FakeBudgetStore(),
        "question_store": FakeCallQuestionStore(),
        "question_runs": FakeQuestionRuns(),
        "ledger": FakeLedger(),
        "reanalysis_store": FakeReanalysisStore(),
        "job_runs": FakeJobRuns(),
        "request_counts": FakeRequestCounts(),
        "evaluation_store": FakeEvaluationStore(),
        "evaluation_runs": FakeEvaluationRuns(),
        "delivery_store": FakeDeliveryStore(),
        "news_sender": FakeNewsSender(),
        "profile_store": FakeProfileStore(a_profile()),
        "recordings": FakeRecordingStore(),
        "piece_sounds": FakeRecordingStore("artifacts"),
        "artifacts": artifacts,
        "export_store": FakeExportStore(),
        "queue": FakeEventQueue(),
        "taken_messages": FakeTakenMessages(),
        "subscriptions": FakeSubscriptions(),
        "flow_runs": FakeFlowRuns(),
        "transcriber": FakeTranscriber(),
        "language_model": FakeLanguageModel(),
        "sound_probe": FakeSoundProbe(),
        "sound_cutter": FakeSoundCutter(),
        "jitter": lambda: 0.0,
        **replacements,
    }
    if "clock" in parts:
        parts.setdefault("monotonic", lambda: parts["clock"]().timestamp())
    world = Services(parts.pop("settings", None) or settings(), **parts)
    if isinstance(runs := parts.get("question_runs"), FakeQuestionRuns):
        runs.execute = world.call_questions.answer
    if "paying" not in parts:
        world.paying = Paying(artifacts, world.gate_of, poll_seconds=0)
    return world


async def a_call_with_audio(world: Services, **fields: Any) -> Call:
    """A queued call whose recording is in the bucket."""
    return await a_call_with_recording(world, str(ULID()).encode(), **fields)


async def a_call_with_recording(world: Services, audio: bytes, **fields: Any) -> Call:
    """A queued call with these bytes in the bucket."""
    call_id = new_call_id()
    key = upload_key(call_id, "u1", "call.wav")
    store = world.recordings
    assert isinstance(store, FakeRecordingStore)
    recording = store.put(key, audio)
    call = queued_call(call_id, world.clock(), recording, PINNED, file_name="call.wav")
    call = call.model_copy(update=fields)
    await world.calls.add(call)
    return call


async def begun(world: Services, call: Call, **run: Any) -> Execution:
    """An execution of a call by this process."""
    return await world.executions.begin(call.call_id, a_run(call, **run))
