"""API keys in memory."""

from collections.abc import Sequence
from datetime import datetime

from callinsight.domain.api_key import ApiKey


class FakeApiKeyStore:
    """Keys in a dictionary; `reads` counts how often one was looked up."""

    def __init__(self, *keys: ApiKey) -> None:
        self.keys = {key.key_id: key for key in keys}
        self.reads = 0
        self.uses = 0

    async def add_key(self, key: ApiKey) -> bool:
        return self.keys.setdefault(key.key_id, key) is key

    async def get_key(self, key_id: str) -> ApiKey | None:
        self.reads += 1
        return self.keys.get(key_id)

    async def list_keys(self) -> Sequence[ApiKey]:
        return sorted(self.keys.values(), key=lambda key: key.created_at)

    async def revoke_key(self, key_id: str, at: datetime) -> ApiKey | None:
        key = self.keys.get(key_id)
        if key is not None and key.revoked_at is None:
            key = self.keys[key_id] = key.model_copy(update={"revoked_at": at})
        return key

    async def note_key_used(self, key_id: str, at: datetime) -> None:
        self.uses += 1
        if key_id in self.keys:
            self.keys[key_id] = self.keys[key_id].model_copy(update={"last_used_at": at})
