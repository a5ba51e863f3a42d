"""What the profiles table is asked, and what is remembered of it."""

from collections.abc import Generator

import pytest
from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_profiles import DynamoDBProfileStore
from callinsight.provision import create_tables
from tests.builders import a_profile


class Reads:
    """Counts what is read of any table."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, **_event: object) -> None:
        self.count += 1


@pytest.fixture
def profiles(ministack: AwsClients) -> DynamoDBProfileStore:
    """An empty store."""
    mark = str(ULID()).lower()
    names = {part: f"{part}-{mark}" for part in ("calls", "profiles", "operations")}
    create_tables(ministack, **names)
    return DynamoDBProfileStore(ministack.dynamodb, ministack.threads, names["profiles"])


@pytest.fixture
def reads(ministack: AwsClients) -> Generator[Reads]:
    """What is read from now on."""
    counter, events = Reads(), ministack.dynamodb.meta.events
    events.register("before-call.dynamodb.GetItem", counter)
    yield counter
    events.unregister("before-call.dynamodb.GetItem", counter)


async def test_a_version_is_read_once_however_many_calls_ask_for_it(
    profiles: DynamoDBProfileStore, reads: Reads
) -> None:
    await profiles.add(a_profile())
    for _ in range(3):
        assert await profiles.get("default", 1) == a_profile()
    assert reads.count == 1


async def test_which_version_is_current_is_read_each_time(
    profiles: DynamoDBProfileStore, reads: Reads
) -> None:
    await profiles.add(a_profile())
    await profiles.make_current("default", 1)
    for _ in range(3):
        assert await profiles.current("default") == a_profile()
    assert reads.count == 4


async def test_a_version_that_is_not_there_yet_is_looked_for_again(
    profiles: DynamoDBProfileStore,
) -> None:
    assert await profiles.get("default", 1) is None
    await profiles.add(a_profile())
    assert await profiles.get("default", 1) == a_profile()


async def test_only_so_many_versions_are_remembered(
    profiles: DynamoDBProfileStore, reads: Reads
) -> None:
    for version in range(1, 67):
        await profiles.add(a_profile(version=version))
        await profiles.get("default", version)
    assert reads.count == 66
    await profiles.get("default", 66)
    assert reads.count == 66
    await profiles.get("default", 1)
    assert reads.count == 67
