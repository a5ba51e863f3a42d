"""What the measures of lists rest on: a table as the store fills it, and eyes for what goes wrong."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import httpx
import pytest
from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_calls import DynamoDBCallStore
from callinsight.domain.status import Status
from callinsight.ports.calls import CallQuery
from callinsight.table_definitions import calls_table
from tests.bench import paging
from tests.bench.many_calls import Loaded, load_calls
from tests.bench.paging import Paging
from tests.builders import NOON, a_queued_call
from tests.fakes.calls import FakeCallStore

List = Callable[[list[str]], list[str]]


async def test_a_loaded_table_lists_its_calls_as_if_each_had_been_added(
    ministack: AwsClients,
) -> None:
    name = f"calls-{ULID()}"
    ministack.dynamodb.create_table(**calls_table(name))
    loaded = load_calls(ministack, name, 60, NOON)
    store = DynamoDBCallStore(ministack.dynamodb, ministack.threads, name)
    page = await store.list_calls(CallQuery(limit=100, created_to=NOON + timedelta(days=1)))
    assert [(call.call_id, call.status) for call in page.calls] == [
        (call.call_id, call.status) for call in loaded
    ]
    failed = await store.list_calls(CallQuery(status=Status.FAILED, limit=100))
    assert len(failed.calls) == 30
    assert {call.customer for call in page.calls} == {f"Customer {n:02d}" for n in range(60)}


@pytest.fixture
async def made(monkeypatch: pytest.MonkeyPatch) -> tuple[FakeCallStore, Sequence[Loaded]]:
    monkeypatch.setattr(paging, "CALLS", 200)
    monkeypatch.setattr(paging, "FARTHEST", 5)
    store, loaded = FakeCallStore(), []
    for number in range(600):
        call = a_queued_call(NOON - timedelta(minutes=number), due_at=None, lane=None)
        call = call.model_copy(update={"status": (Status.FAILED, Status.QUEUED)[number % 2]})
        await store.add(call)
        loaded.append(Loaded(call.call_id, call.status))
    return store, loaded


def reading(store: FakeCallStore, loaded: Sequence[Loaded], as_told: List) -> Paging:
    """Page through the lists of a server that tells them in its own way."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked = request.url.params
        ids = [call.call_id for call in loaded if asked.get("status") in {None, call.status}]
        start = int(asked.get("cursor", 0))
        page = as_told(ids)[start : start + int(asked["limit"])]
        calls = [{"call_id": call_id} for call_id in page]
        return httpx.Response(200, json={"calls": calls, "cursor": str(start + len(page))})

    http = httpx.Client(base_url="http://api", transport=httpx.MockTransport(answer))
    return Paging(http, store, loaded)


@pytest.mark.parametrize(
    ("as_told", "is_wrong"),
    [
        (lambda ids: ids, False),
        (lambda ids: [*ids[:70], *ids[71:]], True),
        (lambda ids: [*ids[:70], ids[69], *ids[70:]], True),
        (lambda ids: [*ids[:70], ids[71], ids[70], *ids[72:]], True),
    ],
    ids=["right", "missed", "twice", "misplaced"],
)
def test_a_call_that_is_missed_told_twice_or_misplaced_is_seen(
    made: tuple[FakeCallStore, Sequence[Loaded]], as_told: List, is_wrong: bool
) -> None:
    pages = reading(*made, as_told)
    assert (pages.wrong_while_calls_arrive() > 0) is is_wrong
    assert (pages.wrong_while_statuses_change() > 0) is is_wrong
