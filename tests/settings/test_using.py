"""Whose services a piece of code gets."""

import asyncio
from collections.abc import Awaitable

import pytest

from callinsight.services import Services, services, using
from tests.builders import fake_services


def test_a_replacement_holds_for_its_block_and_nests() -> None:
    outer, inner = fake_services(), fake_services()
    with using(outer) as given:
        assert services() is given is outer
        with using(inner):
            assert services() is inner
        assert services() is outer
        with pytest.raises(ZeroDivisionError), using(inner):
            raise ZeroDivisionError
        assert services() is outer


async def test_a_replacement_reaches_tasks_and_threads_that_are_started_in_its_block() -> None:
    async def seen() -> Services:
        await asyncio.sleep(0)
        return services()

    def started(world: Services) -> Awaitable[Services]:
        with using(world):
            return asyncio.create_task(seen())

    worlds = [fake_services(), fake_services()]
    assert await asyncio.gather(*map(started, worlds)) == worlds
    with using(worlds[0]):
        assert await asyncio.to_thread(services) is worlds[0]


def test_without_a_replacement_a_process_has_the_services_of_its_settings(
    own_services: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RECORDINGS_BUCKET", "ARTIFACTS_BUCKET", "QUEUE_URL"):
        monkeypatch.setenv(name, f"http://{name}")
    assert services().settings.queue_url == "http://QUEUE_URL"
    assert services() is services()
