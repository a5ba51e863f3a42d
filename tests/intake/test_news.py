"""News on its way out: handed over once, sent at least once, given up after a day, replayed."""

import asyncio
import json
from datetime import timedelta

import pytest

from callinsight.adapters.telling_calls import TellingCallStore
from callinsight.dispatcher import delivering
from callinsight.domain.call import Call, Failure
from callinsight.domain.delivery import CLAIMED_FOR, Answer, target_of
from callinsight.domain.erasure import tombstone
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.call import ConflictError, DeliveryNotFoundError
from callinsight.domain.execution import completed, failed
from callinsight.domain.signing import signature_of
from callinsight.domain.status import Status
from callinsight.services import Services
from tests.builders import TestClock, a_call_with_audio, fake_services, settings
from tests.fakes.calls import FakeCallStore
from tests.fakes.deliveries import FakeDeliveryStore, FakeNewsSender
from tests.patience import PATIENCE

HERE, THERE = "https://here.example/hook", "https://there.example/hook"
REFUSED = Failure(code="provider_refused", message="No.")
DOWN = Answer(status=500, problem="refused")
DAY = timedelta(days=1)


class World:
    """Services that tell two targets, and what tests do with them."""

    def __init__(self) -> None:
        self.clock = TestClock()
        self.sender = FakeNewsSender()
        self.deliveries = FakeDeliveryStore()
        self.services = self.process()
        self.stop = asyncio.Event()

    def process(self, **replacements: object) -> Services:
        """Another process over the same stores."""
        calls = getattr(self, "services", None)
        store = calls.calls if calls else TellingCallStore(FakeCallStore(), self.clock)
        parts = {"webhook_urls": (HERE, THERE), "webhook_secret": "first, second"}
        return fake_services(
            clock=self.clock,
            calls=store,
            settings=settings(**parts),
            delivery_store=self.deliveries,
            news_sender=self.sender,
            **replacements,
        )

    async def an_ended_call(self, **fields: object) -> Call:
        call = await a_call_with_audio(self.services, status=Status.ANALYZING, **fields)
        write = completed(call, self.clock(), analysis={"artifact": "a1", "summary": "walrus"})
        written = await self.services.calls.apply(write)
        assert written is not None
        return written

    async def hand_over(self) -> int:
        return await self.services.telling.outbox.run()

    async def send(self, *urls: str, world: Services | None = None) -> int:
        act = (world or self.services).telling.delivering.run
        return sum([await act(target_of(url), self.stop) for url in urls or (HERE, THERE)])

    async def send_for(self, hours: float) -> None:
        """Look again and again, as the loops do."""
        for _ in range(int(hours * 12)):
            await self.send()
            self.clock.advance(minutes=5)


@pytest.fixture
def world() -> World:
    return World()


async def test_an_ending_is_told_once_to_every_target(world: World) -> None:
    call = await world.an_ended_call()
    assert await world.hand_over() == 1
    assert await world.send() == 2
    assert (await world.hand_over(), await world.send()) == (0, 0)
    assert sorted(sent.url for sent in world.sender.sent) == [HERE, THERE]
    assert len(set(world.sender.ids())) == 1
    stored = await world.services.calls.get(call.call_id)
    assert stored is not None
    assert (stored.lane, stored.due_at, stored.untold) == (None, None, ())


async def test_a_request_names_its_news_and_is_signed_with_both_secrets(world: World) -> None:
    await world.an_ended_call()
    await world.hand_over()
    await world.send(HERE)
    (sent,) = world.sender.sent
    assert sent.headers["CallInsight-Webhook-Id"] == sent.document["id"]
    signed = sent.headers["CallInsight-Signature"]
    moment = int(signed.split(",")[0].removeprefix("t="))
    at = world.clock.now.fromtimestamp(moment, tz=world.clock.now.tzinfo)
    assert signed == signature_of(sent.body, ["first", "second"], at)
    assert signed.count("v1=") == 2


async def test_news_tells_figures_and_the_file_and_no_word_of_the_call(world: World) -> None:
    call = await world.an_ended_call(metadata={"customer": "walrus"}, cost_usd=0.5)
    await world.hand_over()
    await world.send(HERE)
    document = world.sender.sent[0].document
    assert "walrus" not in json.dumps(document)
    assert (document["event"], document["call"]["call_id"]) == ("call.completed", call.call_id)
    assert (document["call"]["status"], document["call"]["cost_usd"]) == ("Completed", 0.5)
    assert document["call"]["file_name"] == "call.wav"
    assert "call.wav" not in "".join(world.deliveries.documents.values())


async def test_a_failed_call_tells_its_failure(world: World) -> None:
    call = await a_call_with_audio(world.services, status=Status.ANALYZING)
    await world.services.calls.apply(failed(call, world.clock(), REFUSED))
    await world.hand_over()
    await world.send(HERE)
    document = world.sender.sent[0].document
    assert document["event"] == "call.failed"
    assert document["call"]["failure"]["code"] == "provider_refused"


async def test_who_dies_while_handing_over_leaves_the_news_for_another(world: World) -> None:
    await world.an_ended_call()
    add, calls = world.deliveries.add_delivery, 0

    async def dies(delivery: object) -> bool:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ServiceUnavailableError("away")
        return await add(delivery)  # type: ignore[arg-type]

    world.deliveries.add_delivery = dies  # type: ignore[method-assign]
    assert await world.hand_over() == 0
    world.clock.advance(minutes=4)
    assert await world.hand_over() == 1
    assert len(world.deliveries.deliveries) == 2


async def test_a_sender_killed_after_its_request_sends_again_with_the_same_id(
    world: World,
) -> None:
    await world.an_ended_call()
    await world.hand_over()

    async def killed(_url: str) -> None:
        raise asyncio.CancelledError

    world.sender.during = killed
    with pytest.raises(asyncio.CancelledError):
        await world.send(HERE)
    world.sender.during = None
    assert await world.send(HERE, world=world.process()) == 0
    world.clock.advance(seconds=CLAIMED_FOR.total_seconds())
    assert await world.send(HERE, world=world.process()) == 1
    assert len(world.sender.ids(HERE)) == 2
    assert len(set(world.sender.ids(HERE))) == 1


async def test_of_two_senders_at_once_one_sends(world: World) -> None:
    await world.an_ended_call()
    await world.hand_over()
    other = world.process()

    async def other_looks(url: str) -> None:
        assert await world.send(HERE, world=other) == 0

    world.sender.during = other_looks
    assert await world.send(HERE) == 1


async def test_errors_are_tried_again_until_the_news_is_taken(world: World) -> None:
    await world.an_ended_call()
    await world.hand_over()
    world.sender.answers[HERE] = [DOWN, DOWN, Answer(problem="timeout")]
    await world.send_for(hours=1)
    assert len(world.sender.ids(HERE)) == 4
    assert {delivery.state for delivery in world.deliveries.deliveries} == {"delivered"}


async def test_a_target_that_is_down_delays_no_other_and_is_given_up_after_a_day(
    world: World,
) -> None:
    await world.an_ended_call()
    await world.hand_over()
    world.sender.answers[HERE] = [DOWN] * 99
    await world.send_for(hours=26)
    assert len(world.sender.ids(THERE)) == 1
    page = await world.deliveries.list_deliveries(failed=True, limit=9)
    assert [delivery.host for delivery in page.deliveries] == ["here.example"]
    assert page.deliveries[0].status == 500


async def test_what_was_given_up_is_replayed_with_its_id(world: World) -> None:
    await test_a_target_that_is_down_delays_no_other_and_is_given_up_after_a_day(world)
    world.sender.answers.clear()
    (again,) = [one async for one in world.services.redelivery.replay_failed()]
    assert again is not None
    assert again.host == "here.example"
    assert await world.send() == 1
    assert len(set(world.sender.ids())) == 1
    assert not (await world.deliveries.list_deliveries(failed=True, limit=9)).deliveries


async def test_a_replay_that_nothing_can_come_of_is_refused(world: World) -> None:
    await world.an_ended_call()
    await world.hand_over()
    other = world.process()
    other.settings = settings(webhook_urls=(THERE,), webhook_secret="s")
    here = next(d for d in world.deliveries.deliveries if d.host == "here.example")
    with pytest.raises(ConflictError):
        await other.redelivery.replay(here.delivery_id)
    for unknown in ("x", "a" * 26 + "-" + "0" * 16 + "-" + "0" * 12):
        with pytest.raises(DeliveryNotFoundError):
            await world.services.redelivery.replay(unknown)


async def test_a_replay_during_the_request_sends_once_more(world: World) -> None:
    await world.an_ended_call()
    await world.hand_over()

    async def person_replays(_url: str) -> None:
        world.sender.during = None
        here = next(d for d in world.deliveries.deliveries if d.host == "here.example")
        await world.services.redelivery.replay(here.delivery_id)

    world.sender.during = person_replays
    await world.send(HERE)
    await world.send(HERE)
    assert len(world.sender.ids(HERE)) == 2


async def test_an_erased_call_is_told_to_nobody(world: World) -> None:
    call = await world.an_ended_call()
    await world.hand_over()
    await world.services.calls.apply(tombstone(call, world.clock()))
    assert await world.send() == 0
    assert not world.sender.sent
    assert {delivery.problem for delivery in world.deliveries.deliveries} == {"call_erased"}


async def test_at_most_four_requests_go_to_a_target_at_once(world: World) -> None:
    for _ in range(12):
        await world.an_ended_call()
    await world.hand_over()
    under_way, most = 0, 0

    async def slow(_url: str) -> None:
        nonlocal under_way, most
        under_way, most = under_way + 1, max(most, under_way + 1)
        await asyncio.sleep(0.01)
        under_way -= 1

    world.sender.during = slow
    assert await world.send(HERE) == 12
    assert most == delivering.AT_ONCE


async def test_who_stops_lets_what_is_under_way_end_and_sends_nothing_new(world: World) -> None:
    for _ in range(12):
        await world.an_ended_call()
    await world.hand_over()

    async def stopped(_url: str) -> None:
        await asyncio.sleep(0.01)
        world.stop.set()

    world.sender.during = stopped
    assert await world.send(HERE) == delivering.AT_ONCE
    states = [d.state for d in world.deliveries.deliveries if d.host == "here.example"]
    assert states.count("delivered") == delivering.AT_ONCE


async def test_the_loops_tell_until_they_are_stopped(world: World) -> None:
    world.services.telling.pause_seconds = 0.01
    loops = asyncio.create_task(world.services.telling.run(world.stop))
    await world.an_ended_call()
    async with asyncio.timeout(PATIENCE):
        while len(world.sender.sent) < 2:
            await asyncio.sleep(0.01)
        world.stop.set()
        await loops
