"""Whether a page of a list costs the same in a table of a hundred thousand calls as in one of a thousand."""

import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import httpx

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_calls import DynamoDBCallStore
from callinsight.domain.status import Status
from callinsight.ports.calls import CallQuery
from callinsight.table_definitions import calls_table
from tests.bench.api import running_api
from tests.bench.calls import p95
from tests.bench.capacity import capacity_of
from tests.bench.dynalite import running_dynalite
from tests.bench.figures import Figure, at_most
from tests.bench.many_calls import APART, Loaded, load_calls
from tests.bench.paging import CALLS, Paging
from tests.bench.processes import bare_environment

SMALL, LARGE = 1_000, 100_000
ROUNDS, WARM_UP = 600, 20
PAGES = 3  # the first ones of a list; each goes on where the last one ended


@dataclass
class Listed:
    """One filter: the seconds of each page, by the size of the table."""

    name: str
    query: CallQuery
    seconds: dict[int, list[float]] = field(default_factory=lambda: {SMALL: [], LARGE: []})
    cursors: dict[int, str | None] = field(default_factory=lambda: {SMALL: None, LARGE: None})

    @property
    def ratio(self) -> float:
        """The 95th percentile in the large table over that in the small one."""
        return p95(self.seconds[LARGE]) / p95(self.seconds[SMALL])

    def ask(self, http: httpx.Client, size: int, number: int) -> None:
        """Read the next page of one table; measure it once all is warm."""
        if number % PAGES == 0:
            self.cursors[size] = None
        params = {**_params(self.query), "cursor": self.cursors[size]}
        begun = time.perf_counter()
        answer = http.get("/calls", params={n: v for n, v in params.items() if v is not None})
        seconds = time.perf_counter() - begun
        page = answer.raise_for_status().json()
        if len(page["calls"]) < self.query.limit:
            raise RuntimeError(f"a page of the list ({self.name}) is not full")
        self.cursors[size] = page["cursor"]
        if number >= WARM_UP:
            self.seconds[size].append(seconds)


def measure(_stack: None) -> list[Figure]:
    """Read the same pages of both tables in turn; then page through the large one while it changes."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="bench-lists-")))
        environment = opened.enter_context(running_dynalite(folder))
        opened.enter_context(patch.dict(os.environ, environment))
        aws, newest = AwsClients(), datetime.now(UTC)
        loaded = {size: _loaded(aws, size, newest) for size in (SMALL, LARGE)}
        clients = {
            size: opened.enter_context(_client(opened, environment, size, folder))
            for size in loaded
        }
        lists = _lists(newest)
        for number in range(WARM_UP + ROUNDS):
            for listed in lists:
                for size in (SMALL, LARGE) if number % 2 else (LARGE, SMALL):
                    listed.ask(clients[size], size, number)
        return [
            Figure(
                f"p95 of a page at {LARGE} calls over that at {SMALL}, the worst of these",
                max(listed.ratio for listed in lists),
                key="list_p95_ratio",
            ),
            *(_ratio(listed) for listed in lists),
            *(_capacity(aws, listed) for listed in lists),
            *_paging(clients[LARGE], aws, loaded[LARGE]),
        ]


def _loaded(aws: AwsClients, size: int, newest: datetime) -> Any:
    aws.dynamodb.create_table(**calls_table(_table(size)))
    aws.dynamodb.get_waiter("table_exists").wait(TableName=_table(size))
    return load_calls(aws, _table(size), size, newest)


def _client(
    opened: ExitStack, environment: Mapping[str, str], size: int, folder: Path
) -> httpx.Client:
    """Return a client of an API of the table's own."""
    settings = {
        **bare_environment(),
        **environment,
        "CALLS_TABLE": _table(size),
        "RECORDINGS_BUCKET": "none",
        "ARTIFACTS_BUCKET": "none",
        "QUEUE_URL": f"{environment['AWS_ENDPOINT_URL']}/none",
    }
    url = opened.enter_context(running_api(settings, folder / f"api-{size}.log"))
    return httpx.Client(base_url=url, trust_env=False, timeout=30)


def _table(size: int) -> str:
    return f"calls-{size}"


def _lists(newest: datetime) -> list[Listed]:
    """Return the filters that indexes serve; the dates lie inside the small table."""
    span = SMALL * APART
    return [
        Listed("no filter", CallQuery()),
        Listed("status", CallQuery(status=Status.FAILED)),
        Listed("profile", CallQuery(profile_id="sales")),
        Listed(
            "dates", CallQuery(created_from=newest - span * 0.75, created_to=newest - span * 0.25)
        ),
    ]


def _params(query: CallQuery) -> dict[str, Any]:
    return {
        "limit": query.limit,
        "status": query.status.value if query.status else None,
        "profile_id": query.profile_id,
        "created_from": query.created_from.isoformat() if query.created_from else None,
        "created_to": query.created_to.isoformat() if query.created_to else None,
    }


def _ratio(listed: Listed) -> Figure:
    told = {
        size: f"p50 {median(seconds) * 1000:.1f}, p95 {p95(seconds) * 1000:.1f} ms"
        for size, seconds in listed.seconds.items()
    }
    rival = f"{told[LARGE]}; at {SMALL} {told[SMALL]}"
    return Figure(f"  {listed.name}: p95 over p95", listed.ratio, rival=rival)


def _capacity(aws: AwsClients, listed: Listed) -> Figure:
    large, small = (capacity_of(aws, _table(size), listed.query) for size in (LARGE, SMALL))
    title = f"  {listed.name}: consumed capacity of a page at {LARGE} calls"
    return Figure(title, large, "RCU", f"at {SMALL} {small:g}", own_goal=at_most(small))


def _paging(http: httpx.Client, aws: AwsClients, loaded: list[Loaded]) -> list[Figure]:
    store = DynamoDBCallStore(aws.dynamodb, aws.threads, _table(LARGE))
    paging = Paging(http, store, loaded)
    arriving, moving = paging.wrong_while_calls_arrive(), paging.wrong_while_statuses_change()
    title = f"{CALLS} calls in pages: twice, missed or misplaced"
    rival = f"{arriving} while calls arrive, {moving} under a status while statuses change"
    return [Figure(title, arriving + moving, rival=rival, key="paging_10000")]
