"""The wire to ElevenLabs: one key, capped answers, errors sorted, and its concurrency told."""

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

import httpx

from callinsight.adapters.elevenlabs_errors import PROVIDER, refusal
from callinsight.adapters.http_bodies import body_of
from callinsight.adapters.http_errors import unanswered_error
from callinsight.adapters.loop_local import LoopLocal
from callinsight.adapters.multipart import MultipartBody
from callinsight.domain.errors.provider import OutcomeUnknownError, ProviderKeyError
from callinsight.ports.engines import BeforeSend
from callinsight.ports.secrets import Secret

ANSWER_LIMIT_BYTES = 64 * 1024 * 1024
PATH = "/v1/speech-to-text"
# No read timeout: long recordings take minutes, and the step's total deadline bounds the wait.
# Connecting counts twice, for TCP and for TLS; `Paying` says why it must be quick.
_TIMEOUT = httpx.Timeout(connect=2.5, read=None, write=60, pool=1)
_QUESTION_SECONDS = 30.0
# How many wait at once is the gate's business. Idle ones are few: the pool looks through all of
# them for every request, and hundreds that have just answered cost more than they would save.
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20)
_COUNT_DIGITS = 9

Report = Callable[[int, int], None]
Form = Callable[[], Awaitable[MultipartBody]]


class Answer(NamedTuple):
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Say whether it is what was asked for; a redirect is no answer."""
        return 200 <= self.status < 300  # noqa: PLR2004


def unreported(_current: int, _maximum: int) -> None:
    """Ignore how many requests run."""


class ElevenLabsClient:
    """Sends requests; `report` hears how many of ours ElevenLabs runs, and how many it may."""

    def __init__(self, key: Secret, base_url: str, report: Report = unreported) -> None:
        self._key = key
        self._report = report
        self._clients = LoopLocal(
            lambda: httpx.AsyncClient(base_url=base_url, timeout=_TIMEOUT, limits=_LIMITS)
        )

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        await self._clients.close(httpx.AsyncClient.aclose)

    async def post(self, form: Form, before_send: BeforeSend) -> bytes:
        """Post a form, and once more if the key was rotated meanwhile; raises what it means."""
        key = await self._key.value()
        try:
            return await self._posted(key, form, before_send)
        except ProviderKeyError:
            other = await self._key.refreshed(key)
            if other is None:
                raise
            return await self._posted(other, form, before_send)

    async def get(self, path: str) -> Answer | None:
        """Ask a free question; no answer is None, because it can simply be asked again."""
        key = await self._key.value()
        answer = await self._got(key, path)
        if answer is None or answer.is_success:
            return answer
        if isinstance(refusal(*answer), ProviderKeyError):
            other = await self._key.refreshed(key)
            return answer if other is None else await self._got(other, path)
        return answer

    async def _posted(self, key: str, form: Form, before_send: BeforeSend) -> bytes:
        body = await form()
        headers = {"xi-api-key": key, **body.headers}
        request = self._clients.get().build_request(
            "POST", PATH, content=body.stream(), headers=headers
        )
        await before_send()
        try:
            answer = await self._sent(request)
        except httpx.HTTPError as error:
            raise unanswered_error(PROVIDER, error) from error
        if not answer.is_success:
            raise refusal(*answer)
        return answer.body

    async def _got(self, key: str, path: str) -> Answer | None:
        request = self._clients.get().build_request(
            "GET", PATH + path, headers={"xi-api-key": key}, timeout=_QUESTION_SECONDS
        )
        try:
            return await self._sent(request)
        except (httpx.HTTPError, OutcomeUnknownError):
            return None

    async def _sent(self, request: httpx.Request) -> Answer:
        """Send; raises `OutcomeUnknownError` for a body beyond any transcript's size."""
        response = await self._clients.get().send(request, stream=True)
        try:
            self._tell(response.headers)
            body = await body_of(PROVIDER, response, ANSWER_LIMIT_BYTES)
            return Answer(response.status_code, response.headers, body)
        finally:
            await response.aclose()

    def _tell(self, headers: Mapping[str, str]) -> None:
        """Report the concurrency, if both headers are numbers that make sense."""
        current = _count(headers.get("current-concurrent-requests"))
        maximum = _count(headers.get("maximum-concurrent-requests"))
        if current is not None and maximum:
            self._report(current, maximum)


def _count(value: str | None) -> int | None:
    text = (value or "").strip()
    known = text.isascii() and text.isdigit() and len(text) <= _COUNT_DIGITS
    return int(text) if known else None
