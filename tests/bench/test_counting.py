"""What is counted of requests and of records."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from callinsight.domain.call import HistoryEntry
from callinsight.domain.status import Status
from tests.bench.calls import Dropped, lost, p95, start_delays
from tests.bench.counting_proxy import counting_proxy
from tests.bench.parts.requests import aws_request, prefect_request
from tests.bench.slope import slope
from tests.builders import a_queued_call
from tests.stubs.running import StubProviders


def test_a_proxy_counts_each_request_on_a_kept_connection_also_with_a_large_body() -> None:
    with (
        StubProviders() as stubs,
        counting_proxy(stubs.openai_url, lambda method, target, _: f"{method} {target}") as proxied,
        httpx.Client(trust_env=False, base_url=proxied[0]) as client,
    ):
        for _ in range(3):
            client.post("/openai/v1/responses", content=b"POST " * 100_000)
        client.get("/control/count?provider=openai")
        assert proxied[1].counted == {
            "POST /openai/v1/responses": 3,
            "GET /control/count?provider=openai": 1,
        }


def test_requests_to_prefect_are_told_apart_by_what_is_asked_not_of_whom() -> None:
    path = "/api/flow_runs/018f2c1e-1111-7222-8333-123456789abc/set_state"
    assert prefect_request("POST", path, {}) == "POST /flow_runs/{id}/set_state"


@pytest.mark.parametrize(
    ("request_line", "headers", "name"),
    [
        ("POST /", {"x-amz-target": "DynamoDB_20120810.GetItem"}, "DynamoDB GetItem"),
        ("POST /", {"x-amz-target": "AmazonSQS.ReceiveMessage"}, "SQS ReceiveMessage"),
        ("PUT /artifacts-01abc/artifacts/c1/x", {}, "S3 PUT artifacts/artifacts"),
        (
            "HEAD /recordings-01abc/uploads/1.wav?versionId=7",
            {},
            "S3 HEAD recordings/uploads versionId",
        ),
    ],
)
def test_requests_to_aws_are_named_by_their_operation(
    request_line: str, headers: dict[str, str], name: str
) -> None:
    method, target = request_line.split(" ")
    assert aws_request(method, target, headers) == name


def test_a_start_is_delayed_from_the_arrival_of_the_recording_to_the_first_begin() -> None:
    arrived = datetime.now(UTC)
    call = a_queued_call()
    assert call.recording is not None
    begins = [
        HistoryEntry(status=Status.READING, at=arrived + timedelta(seconds=s), attempt=1)
        for s in (2, 9)
    ]
    known = Dropped(call.recording.key, arrived.timestamp())
    call = call.model_copy(update={"history": tuple(begins)})
    delays = start_delays([call], [known, Dropped("never seen", arrived.timestamp())])
    assert delays == [pytest.approx(2, abs=0.001), float("inf")]


def test_a_recording_without_a_completed_call_is_lost() -> None:
    completed = a_queued_call(status=Status.COMPLETED)
    assert lost([completed, a_queued_call()], dropped=3) == 2


def test_percentiles_take_the_nearest_rank() -> None:
    assert p95(list(range(1, 21))) == 19
    assert p95([5.0]) == 5.0


def test_a_slope_is_the_rise_by_one_step() -> None:
    assert slope([0, 1, 2], [5.0, 7.0, 9.0]) == pytest.approx(2)
    assert slope([0, 1, 2], [4.0, 4.0, 4.0]) == 0
