"""Whether the ledger tells what the providers charge, over calls that go wrong in every paid way."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from callinsight.adapters.elevenlabs import ElevenLabsTranscriber
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.call import Call
from callinsight.domain.dispatch import rescued
from callinsight.domain.ledger import Spending
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.status import Status
from callinsight.ports.engines import AudioLimits
from callinsight.services import Services, using
from callinsight.shipped import SHIPPED
from tests.bench.figures import Figure, at_least
from tests.builders import a_call_with_recording, a_profile, a_run, fake_services, settings
from tests.fakes.artifacts import FakeArtifactStore
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
        day = world.clock().date()
        spent = sum((await world.ledger.of_day(day)).values(), Spending())
        world.heartbeat.stop()
        await _closed(world)
    invoice = stubs.invoice()
    charged = invoice["openai"] + invoice["elevenlabs"]
    return [
        Figure("requests on the invoice", invoice["items"], own_goal=at_least(20)),
        Figure("requests in the ledger", spent.requests, own_goal=at_least(20)),
        Figure("of them repeats", spent.repeats, own_goal=at_least(2)),
        Figure("charged", round(charged, 6), "USD"),
        Figure("booked", round(spent.usd, 6), "USD"),
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
        try:
            await run_once(world, call.call_id, a_run(call, count=count))
        except Killed:
            left = await world.reruns.existing(call.call_id)
            await world.calls.apply(rescued(left, world.clock()))
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


async def _is_heard_in_pieces(world: Services, stubs: StubProviders) -> None:
    before = stubs.count("elevenlabs")
    call = await _run(world, recording=LONG)
    _completed(call)
    if stubs.count("elevenlabs") - before < 2:
        raise ValueError("the recording was not cut")


async def _is_evaluated(world: Services, _stubs: StubProviders) -> None:
    await a_labelled_call(world, sound(SHORT))
    await world.evaluating.compare("default", 3)


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
    _is_heard_in_pieces,
    _is_evaluated,
)
