"""A call whose every word is a canary, and whatever may still come once its erasure was asked for."""

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, timedelta
from typing import Any, cast

from pyarrow.parquet import read_table

from callinsight.adapters.telling_calls import TellingCallStore
from callinsight.dispatcher.delivering import Delivering
from callinsight.dispatcher.outbox import Outbox
from callinsight.domain.call import Call
from callinsight.domain.dispatch import RunState
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.events import RecordingUploaded
from callinsight.domain.execution import RunIdentity
from callinsight.domain.prompt import ModelRequest
from callinsight.domain.recording import upload_key
from callinsight.ports.engines import BeforeSend
from callinsight.ports.webhooks import Delivery
from callinsight.steps.deliveries import Deliveries
from tests.builders import TestClock, a_call_with_recording, a_profile, fake_services, settings
from tests.fakes.calls import FakeCallStore
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.exports import FakeExportStore
from tests.fakes.flow_runs import FakeFlowRuns
from tests.fakes.profiles import FakeProfileStore
from tests.fakes.recordings import FakeRecordingStore
from tests.protocol.test_webhooks import SignedDelivery
from tests.steps.conftest import run_once

CANARY = "canary8023"
_A_MOMENT = 0.03
WORDS = (("agent", "hello how can i help"), ("customer", f"i want {CANARY}"))
# Whose items name a call while something of it is left; a tombstone, the audit and deliveries may.
_OF_CALLS = ("golden_store", "question_store", "recordings", "piece_sounds", "artifacts")
_STORES = (
    *_OF_CALLS, "calls", "ledger", "budget_store", "delivery_store", "audit_log", "operations",
    "request_counts", "flow_runs", "job_runs", "reanalysis_store",
)  # fmt: skip


class _Parrot(FakeLanguageModel):
    """A model that says the canary wherever it may say anything."""

    async def request(self, request: ModelRequest, before_send: BeforeSend) -> bytes:
        body = await super().request(request, before_send)
        return body.replace(b"an answer", CANARY.encode())


class Late:
    """One call in a world of fakes, and the moves that people, providers and S3 make."""

    def __init__(self) -> None:
        self.clock = TestClock()
        self.runs = FakeFlowRuns(self.clock)
        self.records = FakeCallStore()
        profiles = FakeProfileStore(a_profile(), a_profile(version=2, system_prompt="Be brief."))
        profiles.pointers["default"] = 1
        self.services = fake_services(
            clock=self.clock,
            calls=TellingCallStore(self.records, self.clock),
            flow_runs=self.runs,
            transcriber=FakeTranscriber(),
            language_model=_Parrot(),
            profile_store=profiles,
            settings=settings(webhook_urls="https://news.example.com/", webhook_secret="s" * 32),
        )
        self.transcriber.words = WORDS
        self.tasks: list[asyncio.Task[Any]] = []
        self.is_held = False
        self.call_id = ""

    @property
    def transcriber(self) -> FakeTranscriber:
        return cast("FakeTranscriber", self.services.transcriber)

    @property
    def model(self) -> _Parrot:
        return cast("_Parrot", self.services.language_model)

    @property
    def bucket(self) -> FakeRecordingStore:
        return cast("FakeRecordingStore", self.services.recordings)

    @property
    def moves(self) -> dict[str, Callable[[], Awaitable[object]]]:
        """Everything that may happen at any moment, by its name."""
        world, call_id = self.services, self.call_id
        return {
            "a run takes the call": self.run,
            "a run waits for a provider": self.run_and_wait,
            "the provider answers": self.answer,
            "a webhook brings the transcript": self.webhook,
            "the recording is uploaded again": lambda: self.upload("u1"),
            "another recording is uploaded": lambda: self.upload("u2"),
            "a re-run": lambda: world.reruns.rerun(call_id, from_step="transcribe"),
            "a swap of roles": lambda: world.role_swaps.swap(call_id),
            "other metadata": lambda: world.changes.change(call_id, metadata={"team": CANARY}),
            "a correction": self.correct,
            "a question": self.ask,
            "an evaluation": lambda: world.evaluating.compare("default", 2, most_calls=5),
            "an export": self.export,
            "news is told": self.tell,
            "news is told once more": self.replay,
            "the dispatcher ticks": world.dispatcher.tick,
            "minutes pass": self.wait,
            "another erasure": lambda: world.changes.erase(call_id),
        }

    async def set_up(self) -> None:
        """Announce the call and upload its recording."""
        metadata = {"customer": CANARY}
        call = await a_call_with_recording(
            self.services, CANARY.encode(), file_name=f"{CANARY}.wav", metadata=metadata
        )
        self.call_id = call.call_id

    async def happen(self, move: str) -> None:
        """Let one thing happen, or begin if providers do not answer; what is refused changes nothing."""

        async def moved() -> None:
            with suppress(CallInsightError):
                await self.moves[move]()

        task = asyncio.create_task(moved())
        await asyncio.wait({task}, timeout=_A_MOMENT if self.is_held else None)
        if task.done():
            await task
        else:
            self.tasks.append(task)

    async def record(self) -> Call:
        """The record as it is."""
        call = await self.services.calls.get(self.call_id)
        assert call is not None
        return call

    async def run(self) -> None:
        """A worker executes the run that the dispatcher starts."""
        await self.services.dispatcher.tick()
        for run in list(self.runs.runs.values()):
            if run.state is RunState.SCHEDULED:
                self.runs.set(run.id, RunState.RUNNING)
                identity = RunIdentity(id=run.id, key=run.key, count=1)
                await run_once(self.services, self.call_id, identity)
                if run.id in self.runs.runs:
                    self.runs.set(run.id, RunState.COMPLETED)

    async def run_and_wait(self) -> None:
        """A run goes as far as a request whose answer does not come yet."""
        self.transcriber.hold()
        self.model.hold()
        self.is_held = True
        await asyncio.wait({task := asyncio.create_task(self.run())}, timeout=_A_MOMENT)
        self.tasks.append(task)

    async def answer(self) -> None:
        """All answers come."""
        self.transcriber.release()
        self.model.release()
        self.is_held = False
        tasks, self.tasks = self.tasks, []
        await asyncio.gather(*tasks)

    async def webhook(self) -> None:
        """A provider brings what it made of a job."""
        delivery = Delivery(self.call_id, "late", json.dumps(WORDS).encode())
        calls, artifacts = self.services.calls, self.services.artifacts
        await Deliveries(SignedDelivery(delivery), calls, artifacts).take({}, b"")

    async def upload(self, upload_id: str) -> None:
        """Somebody still has a link."""
        key = upload_key(self.call_id, upload_id, "call.wav")
        self.bucket.put(key, CANARY.encode(), metadata={"customer": CANARY})
        await self.services.intake.accept(RecordingUploaded(self.bucket.bucket, key))

    async def correct(self) -> None:
        """A person puts an answer right."""
        await self.services.golden_set.correct(
            self.call_id, "/summary", CANARY, author="ann", reason=CANARY
        )

    async def ask(self) -> None:
        """A person asks something, and it is answered."""
        question = f"Who is {CANARY}?"
        await self.services.call_questions.ask(self.call_id, question, author="ann")

    async def export(self) -> None:
        """The files of yesterday and today, and of the days whose calls changed on them."""
        today = self.clock().astimezone(UTC).date()
        for changed in (today - timedelta(days=1), today):
            for day in await self.services.daily_export.days_of(changed):
                await self.services.daily_export.write(day)

    async def tell(self) -> None:
        """News goes to its receiver."""
        world = self.services
        calls, deliveries = world.calls, world.delivery_store
        await Outbox(calls, deliveries, world.targets, self.clock).run()
        sender = Delivering(
            calls, deliveries, world.news_sender, world.webhook_secret, self.clock, world.jitter
        )
        for target in world.targets:
            await sender.run(target, asyncio.Event())

    async def replay(self) -> None:
        """A person sends all news once more."""
        page = await self.services.delivery_store.list_deliveries(failed=False, limit=50)
        for delivery in page.deliveries:
            await self.services.redelivery.replay(delivery.delivery_id)
        await self.tell()

    async def wait(self) -> None:
        """Not so long that anything that is open would be given up."""
        self.clock.advance(minutes=3)

    async def finish(self) -> None:
        """Everything that is open comes to its end, and the erasure with it; a day is exported."""
        await self.answer()
        for _ in range(10):
            await self.services.dispatcher.tick()
            for run in list(self.runs.runs.values()):
                if run.state is RunState.CANCELLING:
                    self.runs.set(run.id, RunState.CANCELLED)
            self.clock.advance(hours=2)
        await self.export()
        await self.tell()

    def left(self) -> list[str]:
        """Return the stores that hold a word of the call, or an object that is named after it."""
        texts = {name: _text(getattr(self.services, name)) for name in _STORES}
        words = [name for name, text in texts.items() if CANARY in text]
        return [*words, *(name for name in _OF_CALLS if self.call_id in texts[name])]

    def exported_calls(self) -> int:
        """Return how many rows the exported files have."""
        store = cast("FakeExportStore", self.services.export_store)
        return sum(read_table(io.BytesIO(body)).num_rows for body in store.files.values())

    async def close(self) -> None:
        """Stop what the world started."""
        self.services.heartbeat.stop()


def _text(store: Any) -> str:
    store = getattr(store, "_calls", store)
    return repr(vars(store))
