"""The certificates SNS signs with: from its own hosts only, each fetched once."""

import asyncio
import re
from datetime import datetime

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from callinsight.adapters.loop_local import LoopLocal
from callinsight.clock import Clock
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.sender import WebhookSignatureError

# The whole address, so that no parser decides what is its host: no user, port, query or escape.
_ADDRESS = re.compile(
    r"https://sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?(:443)?/[A-Za-z0-9._/-]+\.pem", re.ASCII
)
_LIMIT_BYTES = 64 * 1024
_SECONDS = 4.0  # SNS itself waits for 15 s
_KEPT = 16
_TRY_LATER = {408, 429}
_OK, _SERVER_ERROR = 200, 500


class SNSCertificates:
    """Public keys by the address of their certificate."""

    def __init__(self, clock: Clock, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._clock = clock
        self._transport = transport
        self._known: dict[str, x509.Certificate] = {}
        self._one_at_a_time = LoopLocal(asyncio.Lock)  # strangers may name many addresses

    async def key(self, address: str) -> RSAPublicKey:
        """Return the key of a certificate that is valid now.

        Raises `WebhookSignatureError` for an address that is not SNS's, before anything is sent
        there, and for what is no certificate; `ServiceUnavailableError` if SNS cannot be reached.
        """
        if not _ADDRESS.fullmatch(address):
            raise WebhookSignatureError("The signing certificate is not on a host of SNS.")
        certificate = await self._certificate(address)
        if not _is_valid(certificate, self._clock()):
            self._known.pop(address, None)
            raise WebhookSignatureError("The signing certificate is not valid now.")
        key = certificate.public_key()
        if not isinstance(key, RSAPublicKey):
            raise WebhookSignatureError("The signing certificate holds no RSA key.")
        return key

    async def _certificate(self, address: str) -> x509.Certificate:
        if address in self._known:
            return self._known[address]
        async with self._one_at_a_time.get():
            if address not in self._known:
                fetched = await self._fetched(address)
                while len(self._known) >= _KEPT:
                    del self._known[next(iter(self._known))]
                self._known[address] = fetched
        return self._known[address]

    async def _fetched(self, address: str) -> x509.Certificate:
        try:
            async with asyncio.timeout(_SECONDS):
                pem = await self._body(address)
        except (TimeoutError, httpx.HTTPError) as error:
            raise ServiceUnavailableError(
                f"The certificate of SNS cannot be fetched ({type(error).__name__})."
            ) from None
        try:
            return x509.load_pem_x509_certificate(pem)
        except ValueError:
            raise WebhookSignatureError("The signing certificate cannot be read.") from None

    async def _body(self, address: str) -> bytes:
        client = httpx.AsyncClient(transport=self._transport, follow_redirects=False)
        async with client, client.stream("GET", address) as answer:
            if answer.status_code >= _SERVER_ERROR or answer.status_code in _TRY_LATER:
                raise ServiceUnavailableError("SNS does not hand out its certificate just now.")
            if answer.status_code != _OK:
                raise WebhookSignatureError("The signing certificate does not exist.")
            body = bytearray()
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > _LIMIT_BYTES:
                    raise WebhookSignatureError("The signing certificate has no end.")
        return bytes(body)


def _is_valid(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
