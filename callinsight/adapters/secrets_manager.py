"""API keys: given directly, or kept in Secrets Manager and read again when a provider says 401."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from callinsight.adapters.aws import AwsThreads
from callinsight.adapters.aws_errors import aws_errors
from callinsight.domain.errors.deployment import SettingsError
from callinsight.domain.errors.provider import ProviderKeyError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

CACHE_SECONDS = 300.0


def sendable(key: str) -> str:
    """Return a key that fits into a header; raises `ProviderKeyError` for any other."""
    if not (key.isascii() and key.isprintable()):
        raise ProviderKeyError("The provider's key holds characters that no key has.")
    return key


class GivenSecret:
    """A key from the settings; it cannot change while the process lives."""

    def __init__(self, key: str) -> None:
        self._key = key.strip()

    async def value(self) -> str:
        return sendable(self._key)

    async def refreshed(self, refused: str) -> str | None:
        return None if refused == self._key else self._key


class SecretsManagerSecret:
    """A key kept in Secrets Manager, cached for five minutes."""

    def __init__(
        self,
        client: "SecretsManagerClient",
        threads: AwsThreads,
        name: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._threads = threads
        self._name = name
        self._monotonic = monotonic
        self._cached: tuple[str, float] | None = None

    async def value(self) -> str:
        if self._cached is None or self._monotonic() - self._cached[1] > CACHE_SECONDS:
            self._cached = (await self._read(), self._monotonic())
        return self._cached[0]

    async def refreshed(self, refused: str) -> str | None:
        if self._cached is None or self._cached[0] == refused:
            self._cached = (await self._read(), self._monotonic())
        return None if self._cached[0] == refused else self._cached[0]

    async def _read(self) -> str:
        with aws_errors(f"secret {self._name}"):
            answer = await self._threads.run(self._client.get_secret_value, SecretId=self._name)
        key = answer.get("SecretString", "").strip()  # files that keys come from end in a newline
        if not key:
            raise SettingsError(f"The secret {self._name} holds no text.")
        return sendable(key)
