"""Recordings: which object, which version, and what was found out about it."""

import re
import unicodedata
from pathlib import PurePosixPath

from pydantic import Field

from callinsight.domain.call_id import is_call_id
from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored

UPLOADS = "uploads/"
ADHOC = "adhoc/"
DOCUMENT = "application/json"  # a ready transcript instead of sound
_SLUG_BYTES = 120
# What S3's encryption clients store beside an object.
_ENVELOPE = {"x-amz-key", "x-amz-key-v2", "x-amz-iv", "x-amz-cek-alg", "x-amz-wrap-alg"}
_MEDIA_TYPES = {
    "aac": "audio/aac",
    "amr": "audio/amr",
    "flac": "audio/flac",
    "json": DOCUMENT,
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "audio/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "webm": "audio/webm",
}


class RecordingObject(Stored):
    """One version of an object as HEAD describes it; events are only believed after HEAD."""

    bucket: str
    key: str
    version_id: str | None = None
    etag: str
    size_bytes: int = Field(ge=0)
    content_type: str | None = None
    metadata: dict[str, str] = {}
    uploaded_at: Instant

    @property
    def version(self) -> str:
        """The identity of these bytes: S3 versionId, else the etag."""
        return self.version_id or self.etag

    @property
    def is_client_encrypted(self) -> bool:
        """Whether an S3 encryption client wrote the bytes: the key to them is not with S3."""
        return any(name.lower() in _ENVELOPE for name in self.metadata)


class SoundFacts(Stored):
    """What decoding found out about a recording."""

    media_type: str = Field(description="what the bytes are, whatever the name or header says")
    duration_seconds: float = Field(gt=0)
    channels: int = Field(ge=1)
    dual_mono: bool = Field(default=False, description="the channels carry the same sound")
    mirrored: bool = Field(
        default=False, description="... one of them upside down: mixed together they cancel out"
    )
    silent_channels: tuple[int, ...] = Field((), description="nobody is to be heard on these")
    sha256: str | None = Field(None, description="of the file's bytes, as they were fetched")

    @property
    def audible_channels(self) -> tuple[int, ...]:
        """The numbers of the channels somebody is to be heard on; where none is, the first."""
        audible = (n for n in range(self.channels) if n not in self.silent_channels)
        return tuple(audible) or (0,)

    @property
    def streams(self) -> int:
        """How many audible channels with sound of their own: equal channels count as one."""
        return 1 if self.dual_mono else len(self.audible_channels)


class Recording(SoundFacts):
    """A verified reference to one version of a recording; never the bytes."""

    bucket: str
    key: str
    version_id: str | None = None
    etag: str
    size_bytes: int = Field(gt=0)

    @property
    def version(self) -> str:
        """The identity of these bytes: S3 versionId, else the etag."""
        return self.version_id or self.etag


def slug(file_name: str) -> str:
    """Return a key-safe form of a file name: ASCII letters, digits, dot, dash; at most 120 bytes.

    The extension is kept, because tools that list the bucket go by it.
    """
    name = PurePosixPath(file_name.replace("\\", "/")).name
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^A-Za-z0-9.-]+", "-", ascii_name)
    stem, dot, extension = safe.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,8}", extension):
        stem, extension = safe, ""
    stem = stem.strip("-.") or ("recording" if extension or not safe.strip("-.") else "")
    ending = f".{extension}" if extension else ""
    return f"{stem[: _SLUG_BYTES - len(ending)]}{ending}"


def media_type_of(file_name: str) -> str:
    """Return the media type a file name suggests; what a machine has installed plays no part."""
    extension = file_name.rpartition(".")[2].lower()
    return _MEDIA_TYPES.get(extension, "application/octet-stream")


def is_recording_name(file_name: str) -> bool:
    """Say whether a file name is that of sound or of a ready transcript; hidden files are none."""
    return file_name.rpartition(".")[2].lower() in _MEDIA_TYPES and not file_name.startswith(".")


def upload_key(call_id: str, upload_id: str, file_name: str) -> str:
    """Return where an upload of this call goes; a new `upload_id` never collides with an old one."""
    return f"{UPLOADS}{call_id}/{upload_id}/{slug(file_name)}"


def call_id_in(key: str) -> str | None:
    """Return the call id that a key of ours carries, or None for a foreign key."""
    parts = key.split("/")
    well_formed = len(parts) == 4 and all(parts) and key.startswith(UPLOADS)  # noqa: PLR2004
    return parts[1] if well_formed and is_call_id(parts[1]) else None
