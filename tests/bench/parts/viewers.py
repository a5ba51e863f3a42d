"""Whether two hundred who watch cost as many reads as one, and how soon all of them know of a change."""

import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_calls import DynamoDBCallStore
from callinsight.domain.transitions import change
from tests.bench.api import running_api
from tests.bench.counting_proxy import counting_proxy
from tests.bench.figures import Figure, at_most
from tests.bench.parts.requests import aws_request
from tests.bench.stack import Part, Stack
from tests.bench.watchers import watching
from tests.builders import a_queued_call

VIEWERS = 200
CHANGES = 15
# Between being told and the next change: spread, or each would fall at one moment between two looks.
PAUSES = [1.0 + number / CHANGES for number in range(CHANGES)]


@dataclass(frozen=True)
class Watched:
    """How long each change took to reach the last viewer, and how often the table was read."""

    delays: list[float]
    reads_per_second: float


class Reads:
    """When each request to DynamoDB began, as a proxy sees them pass."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def name(self, method: str, target: str, headers: dict[str, str]) -> str:
        """Note a request; name it as all parts do."""
        named = aws_request(method, target, headers)
        if named.startswith("DynamoDB "):
            self.times.append(time.monotonic())
        return named

    def per_second(self, since: float) -> float:
        """Return how many there were a second, from one read to the last."""
        times = [at for at in self.times if at >= since]
        if len(times) < CHANGES:
            raise RuntimeError("the table was hardly read while somebody watched")
        return (len(times) - 1) / (times[-1] - times[0])


def measure(stack: Stack) -> list[Figure]:
    """Let calls change before one viewer and before two hundred."""
    with ExitStack() as opened:
        part, reads = opened.enter_context(stack.part()), Reads()
        url, _ = opened.enter_context(counting_proxy(stack.layout.aws_url, reads.name))
        environment = part.environment(AWS_ENDPOINT_URL=url)
        api = opened.enter_context(running_api(environment, stack.log("api")))
        alone, together = (asyncio.run(_watched(api, n, part, reads)) for n in (1, VIEWERS))
    ratio = together.reads_per_second / alone.reads_per_second
    rival = f"{together.reads_per_second:.3f} a second; {alone.reads_per_second:.3f} with one"
    return [
        Figure(
            f"DynamoDB reads with {VIEWERS} viewers over those with one",
            ratio,
            rival=rival,
            key="viewer_reads_ratio",
        ),
        _delay(f"status change to the last of {VIEWERS} viewers knowing it", together),
        _delay("status change to a single viewer knowing it", alone),
    ]


async def _watched(api: str, viewers: int, part: Part, reads: Reads) -> Watched:
    aws = AwsClients()
    store = DynamoDBCallStore(aws.dynamodb, aws.threads, part.names.calls)
    call = a_queued_call(datetime.now(UTC), due_at=None, lane=None)
    await store.add(call)
    async with watching(api, viewers) as watchers:
        begun, delays = time.monotonic(), []
        for pause in PAUSES:
            await asyncio.sleep(pause)
            mark, at = str(ULID()), time.monotonic()
            changed = await store.apply(change(call, datetime.now(UTC), status_reason=mark))
            if changed is None:
                raise RuntimeError("the call could not be changed")
            call = changed
            delays.append(await watchers.seconds_until_all_know(mark, at))
    return Watched(delays, reads.per_second(begun))


def _delay(title: str, watched: Watched) -> Figure:
    worst = max(watched.delays)
    rival = f"median {median(watched.delays):.2f} s of {len(watched.delays)} changes"
    return Figure(f"{title}, worst", worst, "s", rival, own_goal=at_most(3))
