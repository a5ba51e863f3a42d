"""Whether the ledger tells what the providers charge, over calls that go wrong in every paid way."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from callinsight.adapters.elevenlabs import ElevenLabsTranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.call import Call
from callinsight.domain.dispatch import rescued
from callinsight.domain.execution import RunIdentity
from callinsight.domain.ledger import LedgerLine, Spending
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.reruns import rerun
from callinsight.domain.status import Status
from callinsight.ports.engines import AudioLimits
from callinsight.services import Services, using
from callinsight.shipped import SHIPPED
from tests.bench.figures import Figure, at_least, at_most
from tests.builders import (
    PINNED,
    a_call_with_recording,
    a_profile,
    a_run,
    fake_services,
    settings,
)
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.ledger import FakeLedger
from tests.fakes.profiles import FakeProfileStore
from tests.prompted_model import a_labelled_call
from tests.steps.conftest import run_once
from tests.stubs.running import StubProviders

SHORT, LONG = "sales_upgrade.m4a", "support_refund.m4a"
MOST_SECONDS = 30.2  # between the two
VERSIONS: dict[int, dict[str, Any]] = {
    1: {"openai_model": "gpt-6-luna", "fields": ["summary", "issues"], "prompts": {}},
    2: {"comprehensive_analysis": False, "openai_model": "gpt-6.1-terra", "fields": ["summary", "topics"]},
    3: {"openai_model": "gpt-4o", "max_output_tokens": 500},
}  # fmt: skip


class Killed(BaseException):
    """The process dies."""


class ShortWinded(ElevenLabsTranscriber):
    """Takes half a minute at a time."""

    def limits(self, recording: Recording, settings: TranscriptionSettings) -> AudioLimits:
        return replace(super().limits(recording, settings), max_seconds=MOST_SECONDS)


class MortalLedger(FakeLedger):
    """Kills whoever would book the next request of a step, once."""

    dies_at: str | None = None

    async def add(self, line: LedgerLine) -> bool:
        if line.step == self.dies_at:
            self.dies_at = None
            raise Killed
        return await super().add(line)


class MortalArtifacts(FakeArtifactStore):
    """Kills whoever would store the next answer, once."""

    dies = False

    async def put(self, key: str, body: bytes) -> None:
        if self.dies and key.endswith(".answer.json"):
            self.dies = False
            raise Killed
        await super().put(key, body)


def measure() -> list[Figure]:
    """Run the world against the stub and compare its invoice with the ledger."""
    with StubProviders() as stubs:
        return asyncio.run(measured(stubs))


async def measured(stubs: StubProviders) -> list[Figure]:
    """Return how far the ledger is from the invoice, and what both are about."""
    stubs.bill()
    world = _world(stubs)
    with using(world):
        for happens in EVENTS:
            await happens(world, stubs)
        sums = list((await world.ledger.of_day(world.clock().date())).values())
        spent = sum(sums, Spending())
        of_calls = await _calls_beside_the_ledger(world)
        world.heartbeat.stop()
        await _closed(world)
    invoice = stubs.invoice()
    charged = invoice["openai"] + invoice["elevenlabs"]
    return [
        Figure("requests on the invoice", invoice["items"], own_goal=at_least(20)),
        Figure("requests in the ledger", spent.requests, own_goal=at_least(20)),
        Figure("on one of the two alone", abs(invoice["items"] - spent.requests), own_goal=at_most(0)),
        Figure("sums below nothing", sum(min(each.requests, each.unknown) < 0 for each in sums), own_goal=at_most(0)),
        Figure("of them repeats", spent.repeats, own_goal=at_least(2)),
        Figure("charged", round(charged, 6), "USD"),
        Figure("booked", round(spent.usd, 6), "USD"),
        Figure("costs of calls beside their ledger lines, the worst, relative", of_calls, own_goal=at_most(0.001)),
        Figure("ledger beside the invoice, relative", abs(spent.usd - charged) / charged, key="invoice_error"),
    ]  # fmt: skip


def _world(stubs: StubProviders) -> Services:
    """Real adapters of the providers over fake stores."""
    configured = settings(
        elevenlabs_api_key="key",
        elevenlabs_base_url=stubs.elevenlabs_url,
        openai_api_key="key",
        openai_base_url=stubs.openai_url,
    )
    real = Services(configured)
    profiles = FakeProfileStore(
        *(a_profile(version=number, **fields) for number, fields in VERSIONS.items())
    )
    profiles.pointers["default"] = 1
    return fake_services(
        settings=configured,
        artifacts=MortalArtifacts(),
        ledger=MortalLedger(),
        transcriber=ShortWinded(GivenSecret("key"), base_url=stubs.elevenlabs_url),
        sound_probe=real.sound_probe,
        sound_cutter=real.sound_cutter,
        language_model=real.language_model,
        profile_store=profiles,
    )


async def _closed(world: Services) -> None:
    for engine in (world.transcriber, world.language_model):
        await engine.close()  # type: ignore[union-attr]


async def _run(
    world: Services, *, version: int = 1, times: int = 1, recording: str = SHORT
) -> Call:
    """Run a call so often; a process that dies is found dead, and its call goes on."""
    call = await a_call_with_recording(world, sound(recording), profile_version=version)
    for count in range(1, times + 1):
        await _run_again(world, call, a_run(call, count=count))
    return await world.reruns.existing(call.call_id)


async def _run_again(world: Services, call: Call, run: RunIdentity) -> None:
    try:
        await run_once(world, call.call_id, run)
    except Killed:
        left = await world.reruns.existing(call.call_id)
        await world.calls.apply(rescued(left, world.clock()))


async def _with_version(world: Services, call: Call, version: int) -> Call:
    """Have a call done with a version of the profile; what is there already is found."""
    pinned = PINNED.model_copy(update={"version": version})
    again = rerun(
        await world.reruns.existing(call.call_id),
        world.clock(),
        from_step="persist",
        profile=pinned,
    )
    queued = await world.calls.apply(again)
    assert queued is not None
    await _run_again(world, call, a_run(queued))
    return await world.reruns.existing(call.call_id)


async def _goes_well(world: Services, _stubs: StubProviders) -> None:
    _completed(await _run(world))


async def _is_asked_field_by_field(world: Services, _stubs: StubProviders) -> None:
    _completed(await _run(world, version=2))


async def _is_repaired(world: Services, stubs: StubProviders) -> None:
    stubs.script("openai", {"text": "That went well, I think."})
    _completed(await _run(world))


async def _has_no_room(world: Services, stubs: StubProviders) -> None:
    stubs.script("openai", {"incomplete": "max_output_tokens"})
    _completed(await _run(world, version=3))


async def _is_refused(world: Services, stubs: StubProviders) -> None:
    """Two refusals: one that bills nothing, and a model's own, which does."""
    stubs.script("openai", {"status": 400, "code": "invalid_value"}, {"refusal": True})
    await _run(world)
    await _run(world)


async def _loses_an_answer(world: Services, stubs: StubProviders) -> None:
    stubs.script("openai", {"cut": True})
    _completed(await _run(world, times=2))
    stubs.script("elevenlabs", {"cut_body": True})
    _completed(await _run(world, times=2))


async def _dies_with_an_answer_in_hand(world: Services, _stubs: StubProviders) -> None:
    assert isinstance(world.artifacts, MortalArtifacts)
    world.artifacts.dies = True
    _completed(await _run(world, times=2))


async def _changes_its_version_after_a_death(world: Services, _stubs: StubProviders) -> None:
    """Nobody waits for what the dead process asked, until its version is wanted once more."""
    assert isinstance(world.ledger, MortalLedger)
    world.ledger.dies_at = "analyze"
    call = await _run(world)
    for version in (2, 1):
        _completed(await _with_version(world, call, version))


async def _is_answered_by_another_model(world: Services, stubs: StubProviders) -> None:
    stubs.script("openai", {"answered_by": "gpt-6.1-terra"})
    _completed(await _run(world))
    stubs.script("openai", {"answered_by": "gpt-6.1-terra", "text": "That went well, I think."})
    _completed(await _run(world))


async def _is_asked_by_people(world: Services, stubs: StubProviders) -> None:
    call = await _run(world)
    for text in ("What is wanted?", "Who pays?"):
        question = await world.call_questions.ask(call.call_id, text, author="ann")
        await world.call_questions.answer(call.call_id, question.question_id)


async def _is_heard_in_pieces(world: Services, stubs: StubProviders) -> None:
    before = stubs.count("elevenlabs")
    call = await _run(world, recording=LONG)
    _completed(call)
    if stubs.count("elevenlabs") - before < 2:
        raise ValueError("the recording was not cut")


async def _is_evaluated(world: Services, _stubs: StubProviders) -> None:
    await a_labelled_call(world, sound(SHORT))
    await world.evaluating.compare("default", 3)


async def _calls_beside_the_ledger(world: Services) -> float:
    """Return how far a call's cost is from its lines at most, where nothing was paid twice."""
    errors = [0.0]
    for call_id in world.calls.records:  # type: ignore[attr-defined]  # the fake's
        call = await world.reruns.existing(call_id)
        versions = {entry.profile_version for entry in call.analyses}
        lines = await world.ledger.of_call(call_id)
        of_runs = [
            each for each in lines if each.step != "ask" and each.profile_version in versions
        ]
        if of_runs and not any(each.attempt > 1 or each.assumed for each in of_runs):
            booked = sum(each.usd or 0.0 for each in of_runs)
            errors.append(abs((call.cost_usd or 0.0) - booked) / booked)
    return max(errors)


def sound(recording: str) -> bytes:
    return (SHIPPED / "recordings" / recording).read_bytes()


def _completed(call: Call) -> None:
    if call.status is not Status.COMPLETED:
        raise ValueError(f"a call ended as {call.status}: {call.failure}")


EVENTS: tuple[Callable[[Services, StubProviders], Awaitable[None]], ...] = (
    _goes_well,
    _is_asked_field_by_field,
    _is_repaired,
    _has_no_room,
    _is_refused,
    _loses_an_answer,
    _dies_with_an_answer_in_hand,
    _changes_its_version_after_a_death,
    _is_answered_by_another_model,
    _is_asked_by_people,
    _is_heard_in_pieces,
    _is_evaluated,
)
