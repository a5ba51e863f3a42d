"""How often, and how much at once."""

from collections.abc import AsyncGenerator, AsyncIterator

import httpx
import pytest

from callinsight.api.app import create_app
from callinsight.domain.access import Scope
from callinsight.services import Services
from tests.api.credentials import a_key, bearing, calling, guarded_services
from tests.builders import TestClock

KILOBYTE = 1024


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def world(clock: TestClock) -> Services:
    return guarded_services(clock=clock, chosen={"callinsight_requests_per_minute": 30})


@pytest.fixture
async def guarded(world: Services) -> AsyncGenerator[httpx.AsyncClient]:
    async with calling(create_app(), world) as client:
        yield client


async def test_each_key_has_its_own_rate_and_is_told_when_to_come_again(
    guarded: httpx.AsyncClient, world: Services, clock: TestClock
) -> None:
    busy, other = bearing(await a_key(world, Scope.READ)), bearing(await a_key(world, Scope.READ))
    answers = [await guarded.get("/me", headers=busy) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].json()["code"] == "too_many_requests"
    assert answers[-1].headers["Retry-After"] == "2"
    assert (await guarded.get("/me", headers=other)).status_code == 200
    clock.advance(seconds=2.1)
    assert (await guarded.get("/me", headers=busy)).status_code == 200


async def test_without_authentication_nobody_counts(client: httpx.AsyncClient) -> None:
    answers = [await client.get("/me") for _ in range(150)]
    assert {answer.status_code for answer in answers} == {200}


async def test_wrong_credentials_are_limited_by_address_and_right_ones_are_let_through(
    guarded: httpx.AsyncClient, world: Services, clock: TestClock
) -> None:
    key = bearing(await a_key(world, Scope.READ))
    assert (await guarded.get("/me", headers=key)).status_code == 200
    wrong = [await guarded.get("/me", headers=bearing(f"wrong-{n}")) for n in range(20)]
    assert {answer.status_code for answer in wrong[:10]} == {401}
    assert {answer.status_code for answer in wrong[10:]} == {429}
    assert int(wrong[-1].headers["Retry-After"]) >= 1
    assert (await guarded.get("/me", headers=key)).status_code == 200
    clock.advance(seconds=60)
    assert (await guarded.get("/me", headers=bearing("wrong"))).status_code == 401


class Counted:
    """A body without an end, which knows how much of it was taken."""

    def __init__(self) -> None:
        self.kilobytes = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.kilobytes < 1000:
            self.kilobytes += 1
            yield b" " * KILOBYTE


async def test_a_body_that_is_too_long_is_refused_before_it_is_read_whole(
    client: httpx.AsyncClient,
) -> None:
    told, streamed = Counted(), Counted()
    for body, headers in ((told, {"Content-Length": "65537"}), (streamed, {})):
        answer = await client.post("/calls", content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "request_too_large")
    assert told.kilobytes == 0
    assert streamed.kilobytes == 65


async def test_a_body_up_to_the_limit_is_read(client: httpx.AsyncClient) -> None:
    body = b'{"priority": "live"}'.ljust(64 * KILOBYTE)
    headers = {"Content-Type": "application/json"}
    assert (await client.post("/calls", content=body, headers=headers)).status_code == 201

    async def in_pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 10_000):
            yield body[at : at + 10_000]

    answer = await client.post("/calls", content=in_pieces(), headers=headers)
    assert answer.status_code == 201


async def test_an_unreadable_length_is_no_way_around(client: httpx.AsyncClient) -> None:
    body = Counted()
    answer = await client.post("/calls", content=body, headers={"Content-Length": "many"})
    assert (answer.status_code, body.kilobytes) == (413, 65)
