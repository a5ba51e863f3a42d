"""How many requests a call costs, at Prefect's server and at AWS, counted by a proxy between."""

import re
from collections import Counter
from contextlib import ExitStack

from tests.bench.counting_proxy import Requests, counting_proxy
from tests.bench.figures import Figure
from tests.bench.members import running_intake, running_worker
from tests.bench.stack import Part, Stack

CALLS, WARM_UP = 20, 3
PATIENCE_SECONDS = 120.0
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_UNSIGNED = re.compile(r"=[^&]*")


def measure(stack: Stack) -> list[Figure]:
    """Let 20 calls pass; the polls of worker and dispatcher meanwhile count as well."""
    with ExitStack() as opened:
        part = opened.enter_context(stack.part())
        prefect_url, at_prefect = opened.enter_context(
            counting_proxy(stack.layout.prefect_url, prefect_request)
        )
        aws_url, at_aws = opened.enter_context(counting_proxy(stack.layout.aws_url, aws_request))
        settings = _through(stack, part, prefect_url, aws_url)
        opened.enter_context(running_worker(stack, part, **settings))
        opened.enter_context(running_intake(stack, part, **settings))
        part.calls.drop_many(WARM_UP)
        part.calls.wait_until_ended(WARM_UP, PATIENCE_SECONDS)
        prefect, aws = _counted(part, at_prefect, at_aws)
    return [
        Figure(
            "Prefect API requests per call",
            prefect.total() / CALLS,
            key="prefect_requests_per_call",
        ),
        *_lines(prefect),
        Figure("AWS requests per call", aws.total() / CALLS, key="aws_requests_per_call"),
        *_lines(aws),
    ]


def _counted(part: Part, *proxies: Requests) -> list[Counter[str]]:
    """Return what each proxy counts while the calls pass."""
    before = [Counter(proxy.counted) for proxy in proxies]
    part.calls.drop_many(CALLS)
    part.calls.wait_until_ended(WARM_UP + CALLS, PATIENCE_SECONDS)
    return [proxy.counted - known for proxy, known in zip(proxies, before, strict=True)]


def _through(stack: Stack, part: Part, prefect_url: str, aws_url: str) -> dict[str, str]:
    """Return settings that lead through the proxies."""
    queue = part.environment()["QUEUE_URL"].replace(stack.layout.aws_url, aws_url)
    return {
        "PREFECT_API_URL": f"{prefect_url}/api",
        "AWS_ENDPOINT_URL": aws_url,
        "QUEUE_URL": queue,
    }


def _lines(counted: Counter[str]) -> list[Figure]:
    return [Figure(f"  {name}", count / CALLS) for name, count in counted.most_common()]


def prefect_request(method: str, target: str, _headers: dict[str, str]) -> str:
    """Name a request to Prefect's API: ids differ, the question does not."""
    return f"{method} {_ID.sub('{id}', target.partition('?')[0].removeprefix('/api'))}"


def aws_request(method: str, target: str, headers: dict[str, str]) -> str:
    """Name a request to AWS: by its operation, or for S3 by method and kind of object."""
    operation = headers.get("x-amz-target")
    if operation is not None:
        service, _, name = operation.partition(".")
        return f"{'DynamoDB' if service.startswith('Dynamo') else 'SQS'} {name}"
    path, _, query = target.partition("?")
    bucket, _, key = path.strip("/").partition("/")
    what = key.split("/")[0] or "bucket"
    asked = f" {_UNSIGNED.sub('', query)}" if query else ""
    return f"S3 {method} {bucket.partition('-')[0]}/{what}{asked}"
