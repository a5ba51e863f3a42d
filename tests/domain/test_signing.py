"""Signatures of news."""

import hashlib
import hmac

from callinsight.domain.signing import signature_of
from tests.builders import NOON

BODY = b'{"id":"x"}'


def test_a_signature_covers_the_moment_and_the_body() -> None:
    moment = str(int(NOON.timestamp()))
    mark = hmac.new(b"secret", moment.encode() + b"." + BODY, hashlib.sha256).hexdigest()
    assert signature_of(BODY, ["secret"], NOON) == f"t={moment},v1={mark}"


def test_while_a_secret_is_changed_both_sign() -> None:
    signed = signature_of(BODY, ["old", "new"], NOON)
    assert signed.startswith(signature_of(BODY, ["old"], NOON))
    assert signed.endswith(signature_of(BODY, ["new"], NOON).split(",")[1])
