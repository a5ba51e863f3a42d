"""A sender of one's own, as docs/webhooks.md describes it."""

import hashlib
import hmac
from datetime import datetime


def signed_event(body: bytes, key: str, at: datetime) -> str:
    """Return the header that proves a body."""
    moment = str(int(at.timestamp()))
    made = hmac.new(key.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={made}"
