"""multipart/form-data with at most one streamed file: the length is known, bytes are never held.

httpx builds multipart bodies from sync files only; ours comes from S3, chunk by chunk (RFC 7578).
"""

import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass


class Multipart:
    """A form of text fields, with or without a file."""

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        self._fields = fields

    def with_file(
        self, name: str, file_name: str, media_type: str, size: int, chunks: AsyncIterator[bytes]
    ) -> "MultipartBody":
        """Return the body with a file of exactly `size` bytes."""
        boundary = secrets.token_hex(16)
        head = self._head(boundary) + (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; '
            f'filename="{file_name}"\r\nContent-Type: {media_type}\r\n\r\n'
        )
        tail = f"\r\n--{boundary}--\r\n"
        return MultipartBody(boundary, head.encode(), size, chunks, tail.encode())

    def without_file(self) -> "MultipartBody":
        """Return the body with its fields alone, multipart all the same."""
        boundary = secrets.token_hex(16)
        tail = f"--{boundary}--\r\n"
        return MultipartBody(boundary, self._head(boundary).encode(), 0, _nothing(), tail.encode())

    def _head(self, boundary: str) -> str:
        return "".join(_field(boundary, *field) for field in self._fields)


@dataclass(frozen=True)
class MultipartBody:
    """A complete form: headers, and the bytes as a stream."""

    boundary: str
    head: bytes
    size: int
    chunks: AsyncIterator[bytes]
    tail: bytes

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers of the request that carries this body."""
        return {
            "Content-Type": f"multipart/form-data; boundary={self.boundary}",
            "Content-Length": str(len(self.head) + self.size + len(self.tail)),
        }

    async def stream(self) -> AsyncIterator[bytes]:
        """Yield the body; it can be sent once."""
        yield self.head
        async for chunk in self.chunks:
            yield chunk
        yield self.tail


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


def _field(boundary: str, name: str, value: str) -> str:
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
