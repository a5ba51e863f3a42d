"""Call ids: 26 characters `[a-z0-9]`, sortable by time (ULID in lower case)."""

import hashlib
import re
from datetime import UTC, datetime

from ulid import ULID

# Crockford's alphabet; beyond a first 6 lie years that no calendar of ours has.
_PATTERN = re.compile(r"[0-6][0-9a-hjkmnp-tv-z]{25}")


def new_call_id() -> str:
    """Return an id nobody has used."""
    return str(ULID()).lower()


def derived_call_id(bucket: str, key: str, version: str, uploaded_at: datetime) -> str:
    """Return the one id of an object that came without a call: a repeated event finds it again."""
    milliseconds = int(uploaded_at.timestamp() * 1000).to_bytes(6)
    identity = hashlib.sha256("\0".join((bucket, key, version)).encode()).digest()
    return str(ULID.from_bytes(milliseconds + identity[:10])).lower()


def imported_call_id(sha256: bytes, size_bytes: int, profile_id: str | None) -> str:
    """Return the one id of a file's bytes under a profile, wherever the file lies and whenever.

    It carries no time: an import that goes on another day has to find the same call.
    """
    identity = hashlib.sha256(
        b"\0".join((sha256, str(size_bytes).encode(), (profile_id or "").encode()))
    )
    return str(ULID.from_bytes(bytes(6) + identity.digest()[:10])).lower()


def is_call_id(text: str) -> bool:
    """Say whether `text` has the form of a call id."""
    return _PATTERN.fullmatch(text) is not None


def created_at_of(call_id: str) -> datetime:
    """Return the time that is part of the id, in milliseconds."""
    return ULID.from_str(call_id.upper()).datetime.astimezone(UTC)
