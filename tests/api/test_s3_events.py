"""S3 events over HTTP: whoever brings them, the queue gets each once, and a run comes of it."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import httpx
import pytest
from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_taken_messages import DynamoDBTakenMessages
from callinsight.adapters.sns_certificates import SNSCertificates
from callinsight.adapters.sqs import SQSEventQueue
from callinsight.api.app import create_app
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.poller import Poller
from callinsight.ports.announcements import Confirmation
from callinsight.provision import create_queue
from callinsight.services import Services, using
from callinsight.table_definitions import operations_table
from tests.builders import TestClock, fake_services
from tests.builders import settings as a_setting
from tests.fakes.queue import FakeEventQueue
from tests.fakes.recordings import FakeRecordingStore
from tests.fakes.subscriptions import FakeSubscriptions
from tests.fakes.taken_messages import FakeTakenMessages
from tests.intake.arrivals import a_message, a_record
from tests.stubs.signed_events import signed_event
from tests.stubs.sns import TOPIC, World, a_notification, a_question

KEY = "k" * 16
TEST_EVENT = json.dumps({"Event": "s3:TestEvent", "Bucket": "recordings"})
SENDERS = ["signed", "eventbridge", "sns"]


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def amazon() -> World:
    return World()


@pytest.fixture
async def services(clock: TestClock, amazon: World) -> AsyncGenerator[Services]:
    """A deployment that takes events from every kind of sender."""
    chosen = a_setting(
        events_api_keys=[KEY],
        events_account_id="111122223333",
        events_signing_keys=[KEY],
        sns_topic_arns=[TOPIC],
    )
    certificates = SNSCertificates(clock, amazon.transport)
    world = fake_services(settings=chosen, clock=clock, sns_certificates=certificates)
    with using(world):
        yield world


def an_event(services: Services, **fields: Any) -> dict[str, Any]:
    """What EventBridge says of a new recording in the bucket."""
    assert isinstance(services.recordings, FakeRecordingStore)
    stored = services.recordings.put(f"uploads/{ULID()}/call.wav", b"words")
    return {
        "id": str(ULID()),
        "source": "aws.s3",
        "account": "111122223333",
        "detail-type": "Object Created",
        "detail": {
            "bucket": {"name": stored.bucket},
            "object": {"key": stored.key, "version-id": stored.version_id},
        },
        **fields,
    }


async def _send(client: httpx.AsyncClient, by: str, event: str, **headers: str) -> httpx.Response:
    body, proof = event.encode(), {"X-API-Key": KEY}
    if by == "signed":
        proof = {"X-CallInsight-Signature": signed_event(body, KEY, TestClock()())}
    if by == "sns":
        body = json.dumps(a_notification(event, MessageId=str(hash(event)))).encode()
        proof = {"X-Amz-Sns-Message-Type": "Notification"}
    return await client.post("/events/s3", content=body, headers=proof | headers)


def _queued(world: Services) -> list[str]:
    assert isinstance(world.queue, FakeEventQueue)
    return [message.body for message in world.queue.waiting]


@pytest.mark.parametrize("by", SENDERS)
async def test_a_proven_event_goes_into_the_queue_once_however_often_it_comes(
    client: httpx.AsyncClient, services: Services, by: str
) -> None:
    event = json.dumps(an_event(services))
    first, again = [await _send(client, by, event) for _ in range(2)]
    assert (first.status_code, first.json()) == (202, {"queued": True})
    assert (again.status_code, again.json()) == (202, {"queued": False})
    assert _queued(services) == [event]


async def test_whichever_ways_an_event_comes_one_call_comes_of_it(
    client: httpx.AsyncClient, services: Services
) -> None:
    event = json.dumps(an_event(services))
    await services.queue.send(event)
    for by in SENDERS:
        assert (await _send(client, by, event)).status_code == 202
    wakes: list[str] = []
    assert await Poller(services.queue, services.intake, lambda: wakes.append("up")).poll(
        wait_seconds=0
    )
    assert len(_queued(services) + wakes) == 1
    page = await client.get("/calls")
    assert [call["status"] for call in page.json()["calls"]] == ["Queued"]


@pytest.mark.parametrize("by", ["signed", "sns"])
async def test_an_event_may_hold_many_records_in_any_form_s3_has(
    client: httpx.AsyncClient, services: Services, by: str
) -> None:
    assert isinstance(services.recordings, FakeRecordingStore)
    stored = [services.recordings.put(f"uploads/{name}.wav", b"words") for name in "ab"]
    event = a_message(*stored, {"eventSource": "another"})
    assert (await _send(client, by, event)).json() == {"queued": True}
    assert _queued(services) == [event]


@pytest.mark.parametrize("by", ["signed", "sns"])
async def test_s3s_test_event_is_acknowledged_and_goes_nowhere(
    client: httpx.AsyncClient, services: Services, by: str
) -> None:
    answer = await _send(client, by, TEST_EVENT)
    assert (answer.status_code, answer.json()) == (202, {"queued": False})
    assert _queued(services) == []


async def test_news_of_a_deletion_go_nowhere(client: httpx.AsyncClient, services: Services) -> None:
    event = an_event(services) | {"detail-type": "Object Deleted"}
    answer = await _send(client, "eventbridge", json.dumps(event))
    assert (answer.json(), _queued(services)) == ({"queued": False}, [])


async def test_a_topic_that_asks_is_confirmed_through_the_api_and_its_leaving_is_noted(
    client: httpx.AsyncClient, services: Services, amazon: World
) -> None:
    for kind in ("SubscriptionConfirmation", "UnsubscribeConfirmation"):
        headers = {"X-Amz-Sns-Message-Type": kind}
        answer = await client.post("/events/s3", json=a_question(kind), headers=headers)
        assert (answer.status_code, answer.json()["queued"]) == (202, False)
    assert isinstance(services.subscriptions, FakeSubscriptions)
    assert services.subscriptions.confirmed == [Confirmation(TOPIC, "2336412f37")]
    assert len(amazon.requests) == 1  # for the certificate


@pytest.mark.parametrize("by", SENDERS)
async def test_an_event_that_the_queue_did_not_get_comes_again_and_counts(
    client: httpx.AsyncClient,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    by: str,
) -> None:
    async def away(*_: object) -> None:
        raise ServiceUnavailableError("away")

    event = json.dumps(an_event(services))
    with monkeypatch.context() as patched:
        patched.setattr(services.queue, "send", away)
        answer = await _send(client, by, event)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert (await _send(client, by, event)).json() == {"queued": True}
    assert _queued(services) == [event]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-API-Key": "x" * 16},
        {"X-CallInsight-Signature": "t=1,v1=00"},
        {"X-CallInsight-Signature": "nonsense"},
        {"X-Amz-Sns-Message-Type": "Another"},
        {"ElevenLabs-Signature": "t=1,v0=00"},
    ],
)
async def test_what_carries_no_proof_is_refused_before_it_is_read(
    client: httpx.AsyncClient, services: Services, headers: dict[str, str]
) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        read += 1
        yield TEST_EVENT.encode()

    answer = await client.post("/events/s3", content=body(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "webhook_signature_invalid")
    assert read == 0


async def test_a_signature_over_other_bytes_is_refused(
    client: httpx.AsyncClient, services: Services, clock: TestClock
) -> None:
    event = json.dumps(an_event(services), indent=2)
    signature = signed_event(json.dumps(json.loads(event)).encode(), KEY, clock())
    headers = {"X-CallInsight-Signature": signature}
    answer = await client.post("/events/s3", content=event, headers=headers)
    assert (answer.status_code, _queued(services)) == (401, [])


async def test_an_event_of_another_bucket_or_account_is_forbidden(
    client: httpx.AsyncClient, services: Services
) -> None:
    event = an_event(services, account="999999999999")
    answer = await _send(client, "eventbridge", json.dumps(event))
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_source")
    assert isinstance(services.recordings, FakeRecordingStore)
    foreign = a_record(services.recordings.put("uploads/a.wav", b"words"))
    foreign["s3"]["bucket"]["name"] = "another"
    answer = await _send(client, "signed", a_message(foreign))
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_bucket")
    assert _queued(services) == []


@pytest.mark.parametrize(
    "event", ["", "no JSON", "[]", "{}", '{"Records": [{}]}', '{"Records": []}\x00', '"\uffff"']
)
@pytest.mark.parametrize("by", ["signed", "sns"])
async def test_what_cannot_be_read_is_wrong_for_good(
    client: httpx.AsyncClient, services: Services, by: str, event: str
) -> None:
    answer = await _send(client, by, event)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_event")
    assert isinstance(services.taken_messages, FakeTakenMessages)
    assert (_queued(services), services.taken_messages.known) == ([], set())


@pytest.mark.parametrize("told", ["300000", None])
async def test_a_body_of_more_than_256_kilobytes_is_refused(
    client: httpx.AsyncClient, services: Services, told: str | None
) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(1000):
            read += 1
            yield b" " * 2**17

    headers = {"X-API-Key": KEY} | ({"Content-Length": told} if told else {})
    answer = await client.post("/events/s3", content=body(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "webhook_too_large")
    assert read == (0 if told else 3)


async def test_an_event_may_come_through_a_tunnel_under_another_name(
    client: httpx.AsyncClient, services: Services
) -> None:
    event = json.dumps(an_event(services))
    answer = await _send(client, "signed", event, Host="calls.example", Origin="https://evil")
    assert answer.json() == {"queued": True}


@pytest.mark.parametrize("by", [*SENDERS, "nobody"])
async def test_a_sender_that_is_not_configured_is_told_so(by: str) -> None:
    transport = httpx.ASGITransport(create_app())
    with using(fake_services()):
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            answer = await _send(client, by, TEST_EVENT)
    assert (answer.status_code, answer.json()["code"]) == (409, "webhooks_disabled")


async def test_only_the_senders_that_are_configured_are_taken(clock: TestClock) -> None:
    transport = httpx.ASGITransport(create_app())
    chosen = a_setting(events_api_keys=[KEY])
    with using(fake_services(settings=chosen, clock=clock)):
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            assert (await _send(client, "sns", TEST_EVENT)).status_code == 409
            assert (await _send(client, "signed", TEST_EVENT)).status_code == 409
            assert (await client.post("/events/s3")).status_code == 401


async def test_a_key_may_be_kept_in_secrets_manager(
    clock: TestClock, ministack: AwsClients
) -> None:
    name = f"events-{ULID()}"
    ministack.secrets_manager.create_secret(Name=name, SecretString=json.dumps(["o" * 16, KEY]))
    chosen = a_setting(events_signing_keys_secret=name)
    transport = httpx.ASGITransport(create_app())
    with using(fake_services(settings=chosen, clock=clock, aws=ministack)):
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            assert (await _send(client, "signed", TEST_EVENT)).status_code == 202


async def test_on_aws_both_ways_make_one_call(
    services: Services, clock: TestClock, ministack: AwsClients
) -> None:
    table = f"operations-{ULID()}"
    ministack.dynamodb.create_table(**operations_table(table))
    queue_url = create_queue(ministack, f"events-{ULID()}")
    world = fake_services(
        settings=services.settings,
        clock=clock,
        recordings=services.recordings,
        queue=SQSEventQueue(ministack.sqs, ministack.threads, queue_url),
        taken_messages=DynamoDBTakenMessages(ministack.dynamodb, ministack.threads, table),
    )
    event = json.dumps(an_event(services))
    await world.queue.send(event)
    transport = httpx.ASGITransport(create_app())
    with using(world):
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            first, again = [await _send(client, "signed", event) for _ in range(2)]
    assert [first.json(), again.json()] == [{"queued": True}, {"queued": False}]
    wakes: list[str] = []
    poller = Poller(world.queue, world.intake, lambda: wakes.append("up"))
    received = 0
    while received < 2:
        received += await poller.poll(wait_seconds=1)
    assert (received, len(wakes)) == (2, 1)
    assert (await world.queue.counts()).waiting == 0
