"""What every store of API keys does."""

from datetime import timedelta

import pytest

from callinsight.domain.access import Scope
from callinsight.domain.api_key import new_api_key
from callinsight.ports.operations import ApiKeyStore
from tests.builders import NOON
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)
YEAR = NOON + timedelta(days=365)


async def test_a_key_is_kept_once_and_found_again(api_keys: ApiKeyStore) -> None:
    key, text = new_api_key("robot", frozenset({Scope.READ, Scope.RAW}), NOON, YEAR)
    assert await api_keys.add_key(key)
    assert not await api_keys.add_key(key.model_copy(update={"name": "another"}))
    assert await api_keys.get_key(key.key_id) == key
    assert await api_keys.get_key("0" * 12) is None
    assert text not in (await api_keys.list_keys())[0].model_dump_json()


async def test_keys_are_listed_in_the_order_they_were_made(api_keys: ApiKeyStore) -> None:
    made = [
        new_api_key(f"k{age}", frozenset({Scope.READ}), NOON - timedelta(days=age), YEAR)[0]
        for age in (1, 3, 2)
    ]
    for key in made:
        await api_keys.add_key(key)
    assert [key.name for key in await api_keys.list_keys()] == ["k3", "k2", "k1"]


async def test_a_key_is_revoked_once_and_for_all(api_keys: ApiKeyStore) -> None:
    key, _ = new_api_key("robot", frozenset({Scope.READ}), NOON, YEAR)
    await api_keys.add_key(key)
    revoked = await api_keys.revoke_key(key.key_id, NOON)
    assert revoked == key.model_copy(update={"revoked_at": NOON})
    assert await api_keys.revoke_key(key.key_id, YEAR) == revoked
    assert await api_keys.get_key(key.key_id) == revoked
    assert await api_keys.revoke_key("0" * 12, NOON) is None


async def test_a_use_is_noted_and_makes_no_key(api_keys: ApiKeyStore) -> None:
    key, _ = new_api_key("robot", frozenset({Scope.READ}), NOON, YEAR)
    await api_keys.add_key(key)
    await api_keys.note_key_used(key.key_id, NOON)
    await api_keys.note_key_used("0" * 12, NOON)
    assert await api_keys.list_keys() == [key.model_copy(update={"last_used_at": NOON})]
