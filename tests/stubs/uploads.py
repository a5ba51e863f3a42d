"""Reads a multipart upload of any size in little memory: the file is counted and hashed."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

_FILE_PART = "file"
_FIELD_LIMIT_BYTES = 1024 * 1024

Fields = dict[str, str | list[str]]


class BadFormError(ValueError):
    """The body is not the multipart form its headers promise, or has too large a text field."""


@dataclass
class Upload:
    """What a form held; the bytes of its file are gone."""

    multipart: bool = False
    fields: Fields = field(default_factory=dict)
    file: dict[str, Any] | None = None
    part_types: dict[str, str | None] = field(default_factory=dict)

    @property
    def sha256(self) -> str | None:
        """The hash of the file; None without one."""
        return None if self.file is None else str(self.file["sha256"])

    def text(self, name: str) -> str:
        """Return a field that is given once, else an empty text."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return a field that may be repeated."""
        value = self.fields.get(name, [])
        return [value] if isinstance(value, str) else value


async def read_upload(request: Request, audio: bytearray | None = None) -> Upload:
    """Read the whole body; an upload that is no complete multipart form says so.

    The file's bytes go into `audio`, if somebody wants to hear them.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get("boundary", "").encode()
    form = _Form(boundary, audio) if kind == "multipart/form-data" else None
    async for chunk in request.stream():
        if form is not None:
            form.feed(chunk)
    return form.finished() if form is not None else Upload()


class _Form:
    """A form that is still arriving; after the first damage the rest is ignored."""

    def __init__(self, boundary: bytes, audio: bytearray | None) -> None:
        self._decoder = MultipartDecoder(boundary)
        self._upload = Upload(multipart=bool(boundary))
        self._part: Field | File | None = None
        self._text = bytearray()
        self._audio = audio
        self._file_bytes = 0
        self._file_hash = hashlib.sha256()

    def feed(self, chunk: bytes | None) -> None:
        """Take the next bytes; None says that there are no more."""
        if not self._upload.multipart:
            return
        try:
            self._decoder.receive_data(chunk)
            self._take_events()
        except ValueError:
            self._upload.multipart = False

    def finished(self) -> Upload:
        """Return the upload once every byte was fed."""
        self.feed(None)
        return self._upload

    def _take_events(self) -> None:
        event: Event = self._decoder.next_event()
        while not isinstance(event, NeedData):
            if isinstance(event, Field | File):
                self._part = event
                self._text.clear()
            elif isinstance(event, Data):
                self._take_data(event)
            elif isinstance(event, Epilogue):
                return
            event = self._decoder.next_event()

    def _take_data(self, event: Data) -> None:
        if self._part is None:
            raise BadFormError("data outside of a part")
        if self._part.name == _FILE_PART:
            self._file_bytes += len(event.data)
            self._file_hash.update(event.data)
            if self._audio is not None:
                self._audio += event.data
        else:
            self._text += event.data
            if len(self._text) > _FIELD_LIMIT_BYTES:
                raise BadFormError("text field too large")
        if not event.more_data:
            self._end_part(self._part)

    def _end_part(self, part: Field | File) -> None:
        self._upload.part_types[part.name] = part.headers.get("content-type")
        if part.name == _FILE_PART:
            self._upload.file = {
                "name": part.filename if isinstance(part, File) else None,
                "content_type": part.headers.get("content-type"),
                "bytes": self._file_bytes,
                "sha256": self._file_hash.hexdigest(),
            }
            return
        add_field(self._upload.fields, part.name, self._text.decode())


def add_field(fields: Fields, name: str, value: str) -> None:
    """Keep a field; one that is repeated becomes a list."""
    before = fields.get(name)
    if before is None:
        fields[name] = value
    else:
        fields[name] = [*(before if isinstance(before, list) else [before]), value]
