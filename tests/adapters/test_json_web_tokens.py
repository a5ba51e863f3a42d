"""Which tokens are believed, and which are not."""

import base64
import json
import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from callinsight.adapters.json_web_keys import JsonWebKeys
from callinsight.adapters.json_web_tokens import JsonWebTokens
from callinsight.domain.access import Scope
from callinsight.domain.errors.base import ServiceUnavailableError
from callinsight.domain.errors.deployment import SettingsError
from callinsight.domain.errors.sender import UnauthenticatedError
from tests.adapters.tokens import ISSUER, KEYS_URL, Issuer, a_private_key

OTHER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Other"


class Seconds:
    """A clock that only goes forward when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def tokens(issuer: Issuer, seconds: Seconds) -> JsonWebTokens:
    keys = JsonWebKeys(KEYS_URL, monotonic=seconds, transport=issuer.transport)
    return JsonWebTokens(keys, issuer=ISSUER, audiences=["page", "robot"])


async def test_an_access_token_is_for_a_client_and_tells_its_scopes(
    tokens: JsonWebTokens, issuer: Issuer
) -> None:
    token = issuer.token(client_id="robot", scope="callinsight/write callinsight/raw billing/admin")
    actor = await tokens.actor_of(token)
    assert (actor.kind, actor.name) == ("token", "somebody")
    assert actor.scopes == {Scope.WRITE, Scope.RAW}


async def test_an_id_token_is_for_an_audience_and_tells_its_groups(
    tokens: JsonWebTokens, issuer: Issuer
) -> None:
    groups: dict[str, Any] = {"cognito:groups": ["callinsight-admin", "callinsight-all", "admin"]}
    token = issuer.token(token_use="id", client_id=None, aud="page", **groups)
    assert (await tokens.actor_of(token)).scopes == {Scope.ADMIN, Scope.READ}


async def test_a_token_without_any_of_our_scopes_may_do_nothing(
    tokens: JsonWebTokens, issuer: Issuer
) -> None:
    assert (await tokens.actor_of(issuer.token(scope="openid"))).scopes == frozenset()


def _from_now(seconds: int) -> int:
    return int(time.time()) + seconds


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": OTHER},
        {"iss": ISSUER + "/"},
        {"iss": None},
        {"exp": _from_now(-90)},
        {"exp": None},
        {"nbf": _from_now(86_400)},
        {"sub": None},
        {"client_id": "another"},
        {"client_id": None},
        {"client_id": ["page"]},
        {"client_id": None, "aud": "page"},
        {"token_use": None},
        {"token_use": "refresh"},
        {"token_use": "id"},
        {"token_use": "id", "aud": "another"},
        {"token_use": "id", "aud": ["page"]},
    ],
)
async def test_a_signed_token_with_wrong_claims_is_refused(
    tokens: JsonWebTokens, issuer: Issuer, claims: dict[str, Any]
) -> None:
    with pytest.raises(UnauthenticatedError):
        await tokens.actor_of(issuer.token(**claims))


@pytest.mark.parametrize("claims", [{"exp": -30}, {"nbf": 30}], ids=str)
async def test_clocks_may_be_a_minute_apart(
    tokens: JsonWebTokens, issuer: Issuer, claims: dict[str, int]
) -> None:
    moments: dict[str, Any] = {name: _from_now(value) for name, value in claims.items()}
    assert await tokens.actor_of(issuer.token(**moments))


def _forged(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def _with_the_public_key_as_a_secret(claims: dict[str, Any]) -> str:
    public = a_private_key("key-1").public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = _forged({"alg": "HS256", "kid": "key-1"}, claims).rpartition(".")[0]
    algorithm = jwt.get_algorithm_by_name("HS256")
    signature = algorithm.sign(head.encode(), pem)
    return f"{head}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


async def test_a_forged_token_is_refused(tokens: JsonWebTokens, issuer: Issuer) -> None:
    claims = issuer.claims()
    right = issuer.token()
    head, body, signature = right.split(".")
    other_body = issuer.token(scope="callinsight/admin").split(".")[1]
    for forged in (
        _forged({"alg": "none", "kid": "key-1"}, claims),
        _forged({"alg": "NONE", "kid": "key-1"}, claims),
        _with_the_public_key_as_a_secret(claims),
        jwt.encode(claims, a_private_key("key-1"), "RS512", headers={"kid": "key-1"}),
        jwt.encode(claims, a_private_key("key-1"), "PS256", headers={"kid": "key-1"}),
        issuer.token(signed_by="key-2"),
        issuer.token(kid=None),
        f"{head}.{other_body}.{signature}",
        f"{head}.{body}.",
        f"{head}.{body}",
        _forged({"alg": "RS256", "kid": 1}, claims, b"x"),
        _forged({"alg": "RS256", "kid": "key-1", "jwk": issuer.documents[0]}, claims, b"x"),
        "a.b.c",
        "..",
        "é" * 10,
        right + "x" * 20_000,
    ):
        with pytest.raises(UnauthenticatedError):
            await tokens.actor_of(forged)
    assert await tokens.actor_of(right)


async def test_a_flood_of_unknown_key_ids_makes_no_flood_of_fetches(
    tokens: JsonWebTokens, issuer: Issuer, seconds: Seconds
) -> None:
    for number in range(600):
        seconds.now = number  # ten minutes, a token a second
        with pytest.raises(UnauthenticatedError):
            await tokens.actor_of(issuer.token(kid=f"unknown-{number}", signed_by="key-2"))
    assert issuer.asked == 2
    await tokens.actor_of(issuer.token())
    assert issuer.asked == 2


async def test_a_new_key_of_the_issuer_is_found_and_a_withdrawn_one_forgotten(
    tokens: JsonWebTokens, issuer: Issuer, seconds: Seconds
) -> None:
    await tokens.actor_of(issuer.token())
    issuer.published = {"key-2": "key-2"}
    seconds.now = 301
    await tokens.actor_of(issuer.token(kid="key-2", signed_by="key-2"))
    with pytest.raises(UnauthenticatedError):
        await tokens.actor_of(issuer.token())


async def test_a_withdrawn_key_is_forgotten_within_the_hour_if_nobody_brings_a_new_one(
    tokens: JsonWebTokens, issuer: Issuer, seconds: Seconds
) -> None:
    await tokens.actor_of(issuer.token())
    issuer.published = {"key-2": "key-2"}
    seconds.now = 3601
    with pytest.raises(UnauthenticatedError):
        await tokens.actor_of(issuer.token())


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(httpx.ConnectError("down"), id="unreachable"),
        pytest.param(httpx.Response(500), id="out of order"),
        pytest.param(httpx.Response(302, headers={"Location": KEYS_URL}), id="elsewhere"),
        pytest.param(httpx.Response(200, text="no json"), id="no JSON"),
        pytest.param(httpx.Response(200, json=[]), id="no JWKS"),
        pytest.param(httpx.Response(200, text="[" + " " * 300_000), id="without an end"),
    ],
)
async def test_while_the_issuer_is_away_known_keys_serve_on_and_the_first_ones_are_waited_for(
    tokens: JsonWebTokens,
    issuer: Issuer,
    seconds: Seconds,
    answer: httpx.Response | Exception,
) -> None:
    issuer.answer = answer
    for _ in range(3):
        with pytest.raises(ServiceUnavailableError):
            await tokens.actor_of(issuer.token())
    assert issuer.asked == 1
    issuer.answer, seconds.now = None, 11
    await tokens.actor_of(issuer.token())
    issuer.answer, seconds.now = answer, 4000
    await tokens.actor_of(issuer.token())
    assert issuer.asked == 3


async def test_keys_that_cannot_sign_tokens_are_passed_over(
    tokens: JsonWebTokens, issuer: Issuer
) -> None:
    (good,) = issuer.documents
    odd = [
        None,
        {**good, "use": "enc"},
        {**good, "alg": "RS512"},
        {**good, "n": 1},
        {**good, "kid": ["key-1"]},
        {"kty": "oct", "kid": "key-1", "k": "c2VjcmV0"},
    ]
    issuer.answer = httpx.Response(200, json={"keys": odd})
    with pytest.raises(UnauthenticatedError):
        await tokens.actor_of(issuer.token())


@pytest.mark.parametrize("url", ["http://keys.example/jwks.json", "http://127.0.0.1.example/"])
def test_keys_are_fetched_over_tls_except_on_this_machine(url: str) -> None:
    with pytest.raises(SettingsError, match="JWT_JWKS_URL"):
        JsonWebKeys(url)
    assert JsonWebKeys("http://127.0.0.1:9/jwks.json")
