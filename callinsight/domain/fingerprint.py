"""Fingerprints: one name for everything that shapes a result.

Equal fingerprints mean equal results, so a finished step is found again instead of paid again.
"""

import hashlib
import json
import re
from typing import Any

from callinsight.domain.transitions import plain


def fingerprint(**parts: Any) -> str:
    """Return 32 hex digits that name exactly these parts, whatever their order."""
    canonical = json.dumps(plain(parts), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


def is_fingerprint(text: str) -> bool:
    """Say whether `text` has the form of a fingerprint."""
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


def content_hash(body: bytes) -> str:
    """Return the SHA-256 of stored bytes."""
    return hashlib.sha256(body).hexdigest()
