"""`callinsight provision`: from names to a deployment that the doctor finds well."""

import pytest
from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.services import Services, using
from callinsight.table_definitions import calls_table
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


def test_an_index_of_an_earlier_version_that_lists_miss_fields_in_is_told(
    callinsight: Command, unmade: Services, ministack: AwsClients
) -> None:
    definition = calls_table(unmade.settings.calls_table)
    definition["GlobalSecondaryIndexes"][0]["Projection"]["NonKeyAttributes"].remove("customer")
    ministack.dynamodb.create_table(**definition)
    with using(unmade):
        made = callinsight("provision")
    assert (made.code, made.err) == (0, "")
    assert "Index by_month holds less than lists show now" in made.out
    assert "by_status" not in made.out
