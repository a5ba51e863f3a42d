"""An issuer's public keys (JWKS), fetched seldom, whatever arrives."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
from jwt import PyJWK
from jwt.exceptions import InvalidKeyError, PyJWKError

from callinsight.adapters.http_bodies import whole_body
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.deployment import SettingsError
from callinsight.domain.errors.provider import OutcomeUnknownError

_LIMIT_BYTES = 256 * 1024
_TIMEOUT = httpx.Timeout(5)
_TOTAL_SECONDS = 10
_FRESH_SECONDS = 3600.0  # a key that the issuer withdraws is forgotten by then
_UNKNOWN_SECONDS = 300.0  # how often an unknown key id may cause a fetch
_FAILED_SECONDS = 10.0
_NO_KEYS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    OutcomeUnknownError,
    TimeoutError,
    TypeError,
    ValueError,
)
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class JsonWebKeys:
    """The RSA keys that an issuer publishes, by their ids."""

    def __init__(
        self,
        url: str,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        place = urlsplit(url)
        if place.scheme != "https" and place.hostname not in _LOOPBACK:
            raise SettingsError("The setting JWT_JWKS_URL is wrong: it must begin with https://.")
        self._url = url
        self._monotonic = monotonic
        self._transport = transport
        self._keys: dict[str, PyJWK] | None = None
        self._asked_at: float | None = None
        self._fetched_at = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def get(self, key_id: str) -> PyJWK | None:
        """Return a key, or None if the issuer has none of this id.

        Raises `ServiceUnavailableError` while no keys were ever had.
        """
        if self._is_due(key_id):
            async with self._one_at_a_time:
                if self._is_due(key_id):
                    await self._fetch()
        if self._keys is None:
            raise ServiceUnavailableError("The keys of the tokens' issuer cannot be fetched.")
        return self._keys.get(key_id)

    def _is_due(self, key_id: str) -> bool:
        if self._asked_at is None:
            return True
        asked, fetched = (self._monotonic() - at for at in (self._asked_at, self._fetched_at))
        if self._keys is None:
            return asked >= _FAILED_SECONDS
        is_old = key_id not in self._keys or fetched >= _FRESH_SECONDS
        return is_old and asked >= _UNKNOWN_SECONDS

    async def _fetch(self) -> None:
        """Fetch all keys; those known so far serve on if that fails."""
        self._asked_at = self._monotonic()
        try:
            async with asyncio.timeout(_TOTAL_SECONDS):
                self._keys = _keys_in(json.loads(await self._body()))
            self._fetched_at = self._asked_at
        except _NO_KEYS:
            return

    async def _body(self) -> bytes:
        # A client of its own each time: it is used once an hour.
        async with (
            httpx.AsyncClient(timeout=_TIMEOUT, transport=self._transport) as client,
            client.stream("GET", self._url) as response,
        ):
            if response.status_code != httpx.codes.OK:  # a redirect is no answer either
                raise ValueError("no keys")
            return await whole_body("The issuer", response.aiter_bytes(), _LIMIT_BYTES)


def _keys_in(document: Any) -> dict[str, PyJWK]:
    """Return the keys of a document that may sign with RS256; raises `TypeError` for no JWKS."""
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise TypeError("no keys")
    found = (_signing_key(entry) for entry in document["keys"])
    return {key.key_id: key for key in found if key is not None and isinstance(key.key_id, str)}


def _signing_key(entry: Any) -> PyJWK | None:
    if not isinstance(entry, dict) or entry.get("kty") != "RSA":
        return None
    if entry.get("use", "sig") != "sig" or entry.get("alg", "RS256") != "RS256":
        return None
    try:
        return PyJWK(entry, algorithm="RS256")
    except (PyJWKError, InvalidKeyError):
        return None
