"""API keys: `ci_<id>_<secret>`. What is kept of one tells nobody the key itself."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime

from callinsight.domain.access import Actor, Scope
from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored

PREFIX = "ci_"
_KEY = re.compile(r"ci_([0-9a-f]{12})_[0-9a-f]{64}")
_NOBODY = "0" * 64


class ApiKey(Stored):
    """A key as it is stored. The digest needs no slow hash: nobody can guess 32 random bytes."""

    key_id: str
    name: str
    digest: str
    scopes: frozenset[Scope]
    created_at: Instant
    expires_at: Instant
    revoked_at: Instant | None = None
    last_used_at: Instant | None = None

    @property
    def actor(self) -> Actor:
        """Who makes a request with this key."""
        return Actor(kind="key", name=f"{self.name} ({self.key_id})", scopes=self.scopes)

    def is_open(self, now: datetime) -> bool:
        """Say whether the key is neither expired nor revoked."""
        return self.revoked_at is None and now < self.expires_at


def new_api_key(
    name: str, scopes: frozenset[Scope], created_at: datetime, expires_at: datetime
) -> tuple[ApiKey, str]:
    """Return a key to be stored, and its text, which exists nowhere else."""
    key_id = secrets.token_hex(6)
    text = f"{PREFIX}{key_id}_{secrets.token_hex(32)}"
    key = ApiKey(
        key_id=key_id,
        name=name,
        digest=_digest(text),
        scopes=scopes,
        created_at=created_at,
        expires_at=expires_at,
    )
    return key, text


def key_id_in(text: str) -> str | None:
    """Return the id in a key's text, or None for what is no key."""
    match = _KEY.fullmatch(text)
    return match[1] if match else None


def is_text_of(key: ApiKey | None, text: str) -> bool:
    """Say whether a text is this key; that takes as long for a key that does not exist."""
    return hmac.compare_digest(_digest(text), _NOBODY if key is None else key.digest)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
