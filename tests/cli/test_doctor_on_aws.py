"""`callinsight doctor` on a local AWS in which one thing is missing."""

import asyncio
from typing import Any

import pytest
from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.provision import create_buckets, create_queue, create_tables
from callinsight.services import Services, using
from tests.builders import a_profile, settings
from tests.cli.conftest import Command
from tests.fakes.flow_runs import FakeFlowRuns

MISSING = {
    "calls_table": ("calls table", "The table nothing-there does not exist."),
    "profiles_table": ("profiles", "The table nothing-there does not exist."),
    "operations_table": ("operations table", "The table nothing-there does not exist."),
    "recordings_bucket": ("recordings bucket", "The bucket nothing-there does not exist."),
    "artifacts_bucket": ("artifacts bucket", "The bucket nothing-there does not exist."),
    "queue_url": ("event queue", "The event queue does not exist."),
}


@pytest.fixture(scope="module")
def existing(moto: AwsClients) -> dict[str, Any]:
    """The settings of a deployment that has everything."""
    mark = str(ULID()).lower()
    tables = {part: f"{part}-{mark}" for part in ("calls", "profiles", "operations")}
    create_tables(moto, **tables)
    queue_url = create_queue(moto, f"events-{mark}")
    buckets = {part: f"{part}-{mark}" for part in ("recordings", "artifacts")}
    create_buckets(moto, queue_url=queue_url, **buckets)
    fields = {
        **{f"{part}_table": name for part, name in tables.items()},
        **{f"{part}_bucket": name for part, name in buckets.items()},
        "queue_url": queue_url,
    }
    asyncio.run(_with_a_profile(world(moto, fields)))
    return fields


async def _with_a_profile(services: Services) -> None:
    await services.profile_store.add(a_profile())
    await services.profile_store.make_current("default", 1)


def world(aws: AwsClients, fields: dict[str, Any]) -> Services:
    return Services(settings(**fields), aws=aws, flow_runs=FakeFlowRuns())


def test_a_deployment_that_has_everything_is_well(
    callinsight: Command, moto: AwsClients, existing: dict[str, Any]
) -> None:
    with using(world(moto, existing)):
        answer = callinsight("doctor")
    assert (answer.code, answer.err) == (0, "")
    assert f"ok    recordings bucket: {existing['recordings_bucket']}" in answer.out
    assert ", 0 dead letter(s)\n" in answer.out


@pytest.mark.parametrize("setting", MISSING)
def test_the_one_thing_that_is_missing_is_the_one_line_that_fails(
    callinsight: Command, moto: AwsClients, existing: dict[str, Any], setting: str
) -> None:
    nothing = f"{existing['queue_url']}-nothing" if setting == "queue_url" else "nothing-there"
    with using(world(moto, {**existing, setting: nothing})):
        answer = callinsight("doctor")
    subject, sentence = MISSING[setting]
    bad = [line for line in answer.out.splitlines() if not line.startswith("ok  ")]
    assert (answer.code, bad) == (
        1,
        [
            f"FAIL  {subject}: {sentence}",
            "      Create it, or correct the setting that names it; README lists every setting.",
        ],
    )


@pytest.mark.parametrize("provider", ["elevenlabs", "openai"])
def test_a_key_that_is_not_in_secrets_manager_is_found_before_a_call_needs_it(
    callinsight: Command, moto: AwsClients, existing: dict[str, Any], provider: str
) -> None:
    with using(world(moto, {**existing, f"{provider}_api_key_secret": "nothing-there"})):
        answer = callinsight("doctor")
    assert answer.code == 1
    subject = "transcriber" if provider == "elevenlabs" else "analyzer"
    assert f"FAIL  {subject}: The secret nothing-there does not exist." in answer.out
