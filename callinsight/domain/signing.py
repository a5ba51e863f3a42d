"""How a receiver knows that news is ours: HMAC-SHA256 over the moment and the body."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime


def signature_of(body: bytes, secrets: Iterable[str], at: datetime) -> str:
    """Return `t=<seconds since 1970>,v1=<hex>`, with one `v1` for each secret.

    While a secret is being changed there are two, so that a receiver with either one is content.
    """
    moment = str(int(at.timestamp()))
    signed = moment.encode() + b"." + body
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={moment}", *(f"v1={mark}" for mark in marks)])
