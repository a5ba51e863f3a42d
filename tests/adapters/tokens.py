"""An issuer of tokens: a key pair of its own, its published keys, and a count of who asked."""

import json
import time
from functools import cache
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example"
KEYS_URL = f"{ISSUER}/.well-known/jwks.json"


@cache
def a_private_key(name: str) -> rsa.RSAPrivateKey:
    """One key per name: making them takes longer than using them."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Issuer:
    """Signs tokens, and publishes its keys at a transport instead of a server."""

    def __init__(self) -> None:
        self.asked = 0
        self.published = {"key-1": "key-1"}
        self.answer: httpx.Response | Exception | None = None

    def token(self, *, kid: str | None = "key-1", signed_by: str = "key-1", **claims: Any) -> str:
        """An access token; a claim that is None is left out."""
        headers = {"kid": kid} if kid else {}
        return jwt.encode(self.claims(**claims), a_private_key(signed_by), "RS256", headers=headers)

    @staticmethod
    def claims(**claims: Any) -> dict[str, Any]:
        """The claims of an access token, with others in their places."""
        now = int(time.time())
        usual = {
            "iss": ISSUER,
            "sub": "somebody",
            "token_use": "access",
            "client_id": "page",
            "scope": "openid callinsight/read",
            "iat": now,
            "exp": now + 3600,
        }
        return {name: value for name, value in (usual | claims).items() if value is not None}

    @property
    def transport(self) -> httpx.MockTransport:
        """What answers for the issuer."""
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        assert str(request.url) == KEYS_URL
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer or httpx.Response(200, json={"keys": self.documents})

    @property
    def documents(self) -> list[dict[str, Any]]:
        """The published keys as JWKS documents."""
        return [
            {
                **json.loads(RSAAlgorithm.to_jwk(a_private_key(name).public_key())),
                "kid": kid,
                "use": "sig",
                "alg": "RS256",
            }
            for kid, name in self.published.items()
        ]
