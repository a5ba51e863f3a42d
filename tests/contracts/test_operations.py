"""What every operations store does."""

import pytest

from callinsight.domain.alarm import Alarm
from callinsight.domain.errors.call import IdempotencyKeyReusedError
from callinsight.domain.liveness import Heartbeat
from callinsight.ports.operations import OperationsStore
from tests.builders import NOON
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


async def test_a_heartbeat_is_rewritten_and_removed(operations: OperationsStore) -> None:
    operations.beat(Heartbeat(process_id="p1", last_seen="1"))
    operations.beat(Heartbeat(process_id="p1", last_seen="2", limit=4, running=3))
    operations.beat(Heartbeat(process_id="p2", last_seen="1"))
    beats = {beat.process_id: beat for beat in await operations.list_heartbeats()}
    assert beats["p1"] == Heartbeat(process_id="p1", last_seen="2", limit=4, running=3)
    assert await operations.get_heartbeat("p2") == beats["p2"]
    operations.remove("p1")
    operations.remove("p1")
    assert await operations.get_heartbeat("p1") is None
    assert [beat.process_id for beat in await operations.list_heartbeats()] == ["p2"]


async def test_an_idempotency_key_keeps_its_first_call(operations: OperationsStore) -> None:
    assert await operations.remember("key", "call-1", request="r1") == "call-1"
    assert await operations.remember("key", "call-2", request="r1") == "call-1"
    assert await operations.remember("other", "call-2", request="r1") == "call-2"


async def test_an_idempotency_key_belongs_to_its_first_request(
    operations: OperationsStore,
) -> None:
    await operations.remember("key", "call-1", request="r1")
    with pytest.raises(IdempotencyKeyReusedError):
        await operations.remember("key", "call-2", request="r2")
    assert await operations.remember("key", "call-3", request="r1") == "call-1"


def _alarm(event: str = "provider_key_rejected", provider: str = "elevenlabs") -> Alarm:
    return Alarm(provider=provider, event=event, hint="Set a valid key.", since=NOON)


async def test_an_alarm_is_opened_once_per_event_until_it_is_closed(
    operations: OperationsStore,
) -> None:
    assert await operations.open_alarm(_alarm())
    assert not await operations.open_alarm(_alarm())
    assert await operations.open_alarm(_alarm("provider_outage", provider="openai"))
    assert not await operations.open_alarm(_alarm("provider_outage", provider="openai"))
    assert await operations.open_alarm(_alarm(provider="openai"))
    assert await operations.open_alarm(_alarm("provider_quota_exhausted"))
    assert not await operations.open_alarm(_alarm("provider_outage"))
    opened = {alarm.provider: alarm for alarm in await operations.list_alarms()}
    assert opened == {
        "elevenlabs": _alarm("provider_quota_exhausted"),
        "openai": _alarm(provider="openai"),
    }
    assert await operations.close_alarm("openai") == _alarm(provider="openai")
    assert await operations.close_alarm("openai") is None
    assert await operations.open_alarm(_alarm(provider="openai"))
