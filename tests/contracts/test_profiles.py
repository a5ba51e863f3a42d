"""What every profile store does."""

from datetime import UTC, datetime

import pytest

from callinsight.domain.profile_history import KeptVersion, Origin
from callinsight.ports.profiles import ProfileStore
from tests.builders import a_profile
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


async def test_a_profile_comes_back_as_it_was_stored(profiles: ProfileStore) -> None:
    profile = a_profile(
        temperature=0.2,
        output_schema={"type": "object", "properties": {"a": {"enum": ["x", None]}}},
        keywords={"money": ["refund", "money back"]},
        checks=[{"name": "greeting", "any_of": ["hello"], "role": "agent", "within": "start"}],
        transcription={"keyterms": ["Acme"], "language": "en"},
    )
    assert await profiles.add(profile)
    assert await profiles.get("default", 1) == profile


async def test_prompts_and_schema_fields_keep_their_order(profiles: ProfileStore) -> None:
    names = ["zebra", "apple", "mango"]
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    await profiles.add(a_profile(prompts=dict.fromkeys(names, "?"), output_schema=schema))
    stored = await profiles.get("default", 1)
    assert stored is not None
    assert stored.output_schema is not None
    assert list(stored.prompts) == names
    assert list(stored.output_schema["properties"]) == names


async def test_a_version_never_changes(profiles: ProfileStore) -> None:
    assert await profiles.add(a_profile())
    assert not await profiles.add(a_profile(name="Another name"))
    stored = await profiles.get("default", 1)
    assert stored is not None
    assert stored.name == "Support"


async def test_the_pointer_says_which_version_is_current(profiles: ProfileStore) -> None:
    await profiles.add(a_profile(version=1))
    await profiles.add(a_profile(version=2))
    await profiles.make_current("default", 2)
    assert await profiles.current("default") == a_profile(version=2)
    await profiles.make_current("default", 1)
    assert await profiles.current("default") == a_profile(version=1)


async def test_an_unknown_profile_or_version_is_none(profiles: ProfileStore) -> None:
    assert await profiles.current("nobody") is None
    assert await profiles.get("nobody", 1) is None


async def test_current_versions_are_listed_by_id(profiles: ProfileStore) -> None:
    for profile in (a_profile("sales"), a_profile("default"), a_profile("default", 2)):
        await profiles.add(profile)
    await profiles.make_current("sales", 1)
    await profiles.make_current("default", 2)
    assert [(p.profile_id, p.version) for p in await profiles.list_current()] == [
        ("default", 2),
        ("sales", 1),
    ]


async def test_the_versions_of_a_profile_are_listed_oldest_first(profiles: ProfileStore) -> None:
    for number in (2, 10, 1):
        await profiles.add(a_profile(version=number))
    await profiles.add(a_profile("sales"))
    await profiles.make_current("default", 2)
    assert [p.version for p in await profiles.versions("default")] == [1, 2, 10]
    assert await profiles.versions("nobody") == []


async def test_a_version_keeps_who_wrote_it_and_when_and_former_days_are_unknown(
    profiles: ProfileStore,
) -> None:
    origin = Origin(author="ann", created_at=datetime(2026, 5, 1, tzinfo=UTC))
    await profiles.add(a_profile(version=1))
    await profiles.add(a_profile(version=2), origin)
    assert not await profiles.add(a_profile(version=2), Origin(author="bob"))
    assert list(await profiles.history("default")) == [
        KeptVersion(profile=a_profile(version=1)),
        KeptVersion(profile=a_profile(version=2), origin=origin),
    ]
