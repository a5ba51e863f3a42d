"""The keys that senders of events prove themselves with: one, or two while one is replaced."""

from collections.abc import Sequence

from callinsight.adapters.json_bodies import loaded
from callinsight.domain.errors.deployment import SettingsError
from callinsight.ports.secrets import Secret

SHORTEST_KEY = 16
MOST_KEYS = 2


class EventKeys:
    """Keys from the settings and, if one is named, from a secret kept elsewhere."""

    def __init__(self, given: Sequence[str], kept: Secret | None) -> None:
        self._given = tuple(given)
        self._kept = kept

    async def all(self) -> tuple[bytes, ...]:
        """Return every key that counts now."""
        kept = () if self._kept is None else _keys_in(await self._kept.value())
        return tuple(key.encode() for key in (*self._given, *kept))


def _keys_in(text: str) -> tuple[str, ...]:
    """Return the key that a secret holds, or the two of a JSON list."""
    keys = loaded(text.encode()) if text.startswith("[") else [text]
    if (
        not isinstance(keys, list)
        or not 1 <= len(keys) <= MOST_KEYS
        or not all(isinstance(key, str) and len(key) >= SHORTEST_KEY for key in keys)
    ):
        raise SettingsError(
            f"A secret of EVENTS_... must hold one key of {SHORTEST_KEY} characters or more, "
            f"or a JSON list of at most {MOST_KEYS}."
        )
    return tuple(keys)
