"""`callinsight keys`."""

import asyncio
import re

import httpx
import pytest

from callinsight.api.app import create_app
from callinsight.cli.keys import KeyScope
from callinsight.domain.access import Scope
from callinsight.services import Services, using
from tests.api.credentials import bearing, calling, guarded_services
from tests.builders import TestClock
from tests.cli.conftest import Command

READING = ("keys", "create", "--name", "robot", "--scope", "read")


@pytest.fixture
def services() -> Services:
    return guarded_services(clock=TestClock())


def _asking(world: Services, key: str) -> int:
    async def ask() -> httpx.Response:
        async with calling(create_app(), world) as client:
            return await client.get("/calls", headers=bearing(key))

    return asyncio.run(ask()).status_code


def test_a_key_is_printed_once_works_and_stops_when_it_is_revoked(
    callinsight: Command, services: Services
) -> None:
    with using(services):
        made = callinsight(*READING, "--scope", "raw")
        key = made.out.strip()
        assert re.fullmatch(r"ci_[0-9a-f]{12}_[0-9a-f]{64}", key)
        key_id = key.split("_")[1]
        assert made.err.startswith(f"Key {key_id} (raw, read) works until 2027-11-23.")
        assert _asking(services, key) == 200
        listed = callinsight("keys", "list").out
        assert [key_id, "robot", "raw,", "read", "works"] == listed.splitlines()[1].split()[:5]
        assert key.split("_")[2] not in listed
        assert callinsight("keys", "revoke", key_id).code == 0
        assert _asking(services, key) == 401
        assert "revoked" in callinsight("keys", "list").out


def test_a_key_expires_after_its_days(callinsight: Command, services: Services) -> None:
    clock = services.clock
    assert isinstance(clock, TestClock)
    with using(services):
        key = callinsight(*READING, "--expires-in", "2").out.strip()
        clock.advance(days=1.9)
        assert _asking(services, key) == 200
        clock.advance(days=0.2)
        assert _asking(services, key) == 401
        assert "expired" in callinsight("keys", "list").out


def test_what_is_no_key_cannot_be_revoked(callinsight: Command, services: Services) -> None:
    with using(services):
        answer = callinsight("keys", "revoke", "nosuch")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("Error: There is no such API key. (api_key_not_found)\nHint:")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--name", "robot"),
        ("--scope", "read"),
        ("--name", "robot", "--scope", "everything"),
        ("--name", " ", "--scope", "read"),
        ("--name", "two\nlines", "--scope", "read"),
        ("--name", "robot", "--scope", "read", "--expires-in", "0"),
    ],
)
def test_a_key_needs_a_name_a_scope_and_an_end(
    callinsight: Command, services: Services, arguments: tuple[str, ...]
) -> None:
    with using(services):
        assert callinsight("keys", "create", *arguments).code == 2
    assert asyncio.run(services.api_keys.list_all()) == []


def test_the_command_knows_every_scope() -> None:
    assert [scope.value for scope in KeyScope] == [scope.value for scope in Scope]


def test_who_made_and_revoked_a_key_is_in_the_audit(
    callinsight: Command, services: Services
) -> None:
    with using(services):
        key_id = callinsight(*READING).out.split("_")[1]
        callinsight("keys", "revoke", key_id)
        revoked, made = asyncio.run(services.audit.page(None, 10)).lines
    assert (made.kind, made.action) == ("command", "key.create")
    assert made.details == {"key_id": key_id, "name": "robot", "scopes": ["read"]}
    assert (revoked.action, revoked.details["key_id"]) == ("key.revoke", key_id)
