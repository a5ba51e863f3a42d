"""`callinsight provision`: from names to a deployment that the doctor finds well."""

import pytest
from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.services import Services, using
from tests.builders import settings
from tests.cli.conftest import Command
from tests.fakes.flow_runs import FakeFlowRuns


@pytest.fixture
def unmade(ministack: AwsClients) -> Services:
    """A deployment that exists only as settings."""
    mark = str(ULID()).lower()
    names = {
        name: f"{name.replace('_', '-')}-{mark}"
        for name in (
            "calls_table",
            "profiles_table",
            "operations_table",
            "recordings_bucket",
            "artifacts_bucket",
        )
    }
    url = f"{ministack.sqs.meta.endpoint_url}/000000000000/events-{mark}"
    return Services(settings(**names, queue_url=url), aws=ministack, flow_runs=FakeFlowRuns())


def test_what_the_settings_name_is_made_and_kept_the_next_time(
    callinsight: Command, unmade: Services
) -> None:
    with using(unmade):
        made = callinsight("provision")
        assert (made.code, made.err) == (0, "")
        assert made.out.startswith("Everything is there. QUEUE_URL=http")
        assert callinsight("provision").out == made.out
        examined = callinsight("doctor")
    assert examined.code == 0, examined.out
    assert "default default@1" in examined.out
