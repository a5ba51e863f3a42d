"""Scores over HTTP: shown with a call, put right by a person, and told as alerts."""

import asyncio
from collections.abc import Generator
from typing import Any

import httpx
import pytest

from callinsight.adapters.telling_calls import TellingCallStore
from callinsight.domain.call import Call
from callinsight.domain.reruns import rerun
from callinsight.services import Services, using
from tests.builders import (
    TestClock,
    a_call_with_audio,
    a_profile,
    a_run,
    fake_services,
    settings,
)
from tests.fakes.calls import FakeCallStore
from tests.fakes.deliveries import FakeNewsSender
from tests.fakes.engines import FakeLanguageModel
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once

RULES: dict[str, Any] = {
    "categories": [{"name": "quiet", "any_of": [{"not_said": ["walrus"]}]}],
    "scorecards": [
        {
            "name": "quality",
            "criteria": [
                {"name": "quiet", "category": "quiet", "weight": 3},
                {"name": "loud", "category": "quiet", "present": False},
            ],
        }
    ],
    "alerts": {"categories": ["quiet"], "criteria": ["quality/loud"]},
}
WORD = {"outcome": "passed", "reason": "It was loud before."}


@pytest.fixture
def services() -> Generator[Services]:
    with using(fake_services(profile_store=FakeProfileStore(a_profile(**RULES)))) as world:
        yield world


async def _finished(services: Services) -> Call:
    call = await a_call_with_audio(services)
    await run_once(services, call.call_id, a_run(call))
    return await services.reruns.existing(call.call_id)


def _card(answer: httpx.Response) -> dict[str, Any]:
    (card,) = answer.json()["evaluation"]["scorecards"]
    found: dict[str, Any] = card
    return found


async def test_a_call_shows_its_categories_and_scores(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await _finished(services)
    answer = await client.get(f"/calls/{call.call_id}")
    assert answer.json()["evaluation"]["categories"][0]["applies"] is True
    assert _card(answer)["percent"] == 75.0


async def test_a_persons_word_counts_beside_what_was_computed_until_it_is_taken_back(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await _finished(services)
    path = f"/calls/{call.call_id}/scores/quality/loud"
    answer = await client.put(path, json=WORD)
    row = _card(answer)["criteria"][1]
    assert (answer.status_code, _card(answer)["percent"]) == (200, 100.0)
    assert (row["outcome"], row["computed"]) == ("passed", "failed")
    assert row["override"]["reason"] == WORD["reason"]
    assert row["override"]["author"]
    back = await client.delete(path)
    assert _card(back)["percent"] == 75.0
    lines = (await client.get(f"/calls/{call.call_id}/audit")).json()["lines"]
    assert [line["action"] for line in lines] == ["score.take_back", "score.override"]
    assert WORD["reason"] not in str(lines)


async def test_a_persons_word_outlives_another_analysis(
    client: httpx.AsyncClient, services: Services
) -> None:
    call = await _finished(services)
    await client.put(f"/calls/{call.call_id}/scores/quality/loud", json=WORD)
    seen = await services.reruns.existing(call.call_id)
    queued = await services.calls.apply(rerun(seen, services.clock(), from_step="analyze"))
    assert queued is not None
    await run_once(services, call.call_id, a_run(queued))
    answer = await client.get(f"/calls/{call.call_id}")
    assert answer.json()["evaluation"]["analysis_id"] != seen.analyses[-1].id
    assert _card(answer)["percent"] == 100.0


@pytest.mark.parametrize("place", ["quality/none", "none/loud"])
async def test_a_criterion_that_is_not_there_is_a_404(
    client: httpx.AsyncClient, services: Services, place: str
) -> None:
    call = await _finished(services)
    answer = await client.put(f"/calls/{call.call_id}/scores/{place}", json=WORD)
    assert (answer.status_code, answer.json()["code"]) == (404, "criterion_not_found")
    assert (await client.delete(f"/calls/{call.call_id}/scores/{place}")).status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"outcome": "passed"}, {**WORD, "reason": " "}, {**WORD, "outcome": "maybe"}]
)
async def test_a_word_without_reason_or_outcome_is_a_422(
    client: httpx.AsyncClient, services: Services, body: dict[str, Any]
) -> None:
    call = await _finished(services)
    answer = await client.put(f"/calls/{call.call_id}/scores/quality/loud", json=body)
    assert answer.status_code == 422


async def test_rules_that_change_are_computed_again_and_no_model_is_paid(
    services: Services,
) -> None:
    call = await _finished(services)
    assert isinstance(services.profile_store, FakeProfileStore)
    queued = await services.calls.apply(rerun(call, services.clock(), from_step="persist"))
    assert queued is not None
    await run_once(services, call.call_id, a_run(queued))
    assert isinstance(services.language_model, FakeLanguageModel)
    assert services.language_model.paid_requests == 1
    assert (await services.reruns.existing(call.call_id)).evaluation == call.evaluation


async def test_an_alert_reaches_the_receivers_with_codes_and_no_word_of_the_call() -> None:
    sender = FakeNewsSender()
    clock = TestClock()
    world = fake_services(
        profile_store=FakeProfileStore(a_profile(**RULES)),
        calls=TellingCallStore(FakeCallStore(), clock),
        settings=settings(webhook_urls=("https://here.example/hook",), webhook_secret="secret"),
        news_sender=sender,
        clock=clock,
    )
    with using(world):
        call = await _finished(world)
        await world.telling.outbox.run()
        await world.telling.delivering.run(world.targets[0], asyncio.Event())
    told = {body["event"]: body["call"] for body in (sent.document for sent in sender.sent)}
    assert told.keys() == {"call.completed", "call.alert"}
    assert told["call.alert"] == {
        "call_id": call.call_id,
        "status": "Completed",
        "profile_id": "default",
        "profile_version": 1,
        "analysis_id": call.analyses[-1].id,
        "quality": "final",
        "alerts": ["category:quiet", "criterion:quality/loud"],
    }
