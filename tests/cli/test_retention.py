"""`callinsight retention`."""

import asyncio
import json

import pytest

from callinsight.domain.call import HistoryEntry
from callinsight.domain.status import Status
from callinsight.services import Services
from tests.builders import NOON, a_profile, a_queued_call
from tests.cli.conftest import Command
from tests.fakes.profiles import FakeProfileStore


@pytest.fixture
def call_id(services: Services) -> str:
    """A call of long ago that is held, of a profile that keeps its calls for a month."""
    assert isinstance(services.profile_store, FakeProfileStore)
    asyncio.run(services.profile_store.add(a_profile(version=2, retention_days=30)))
    asyncio.run(services.profile_store.make_current("default", 2))
    ended = HistoryEntry(status=Status.COMPLETED, at=NOON, attempt=1)
    call = a_queued_call(status=Status.COMPLETED, created_at=NOON, history=(ended,))
    asyncio.run(services.calls.add(call))
    asyncio.run(services.holds.hold(call.call_id, reason="a dispute", by="legal"))
    return call.call_id


def test_the_list_tells_when_a_call_is_erased_and_what_holds_it(
    callinsight: Command, call_id: str
) -> None:
    answer = callinsight("retention", "list", "--within", "30000")
    (head, row) = answer.out.splitlines()
    assert head.split() == ["CALL", "PROFILE", "DAYS", "ERASED", "FROM", "HELD"]
    assert row.split() == [
        call_id, "default", "30", "2026-12-23", "12:00", "yes,", "by", "legal",
    ]  # fmt: skip
    document = callinsight("retention", "list", "--within", "30000", "--json").out
    (told,) = json.loads(document)["calls"]
    assert (told["call_id"], told["hold"]["reason"]) == (call_id, "a dispute")


def test_nothing_to_erase_is_said(callinsight: Command, services: Services) -> None:
    assert callinsight("retention", "list").out == "No call's time is over.\n"
