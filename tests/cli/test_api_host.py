"""`callinsight api --host`: where it listens, and whom it would serve there."""

from typing import Any

import pytest

from callinsight.api.server import Server
from callinsight.services import using
from tests.api.credentials import guarded_services
from tests.builders import fake_services
from tests.cli.conftest import Command


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were listened at."""
    hosts: list[str] = []

    def run(server: Server) -> None:
        hosts.append(server.config.host)

    monkeypatch.setattr(Server, "run", run)
    monkeypatch.setattr("callinsight.logs.log_to_stderr", lambda: None)
    monkeypatch.setattr("callinsight.open_files.raise_open_files_limit", lambda: None)
    return hosts


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "calls.example"])  # noqa: S104
def test_without_authentication_nothing_listens_where_others_can_reach_it(
    callinsight: Command, listening: list[str], host: str
) -> None:
    with using(fake_services()):
        answer = callinsight("api", "--host", host)
    assert (answer.code, listening) == (2, [])
    assert answer.err.splitlines()[0] == (
        "Error: Without authentication the API listens on loopback only: "
        "set CALLINSIGHT_AUTH=required to listen elsewhere. (settings)"
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_is_served_without_authentication(
    callinsight: Command, listening: list[str], host: str
) -> None:
    with using(fake_services()):
        assert callinsight("api", "--host", host).code == 0
    assert listening == [host]


def test_with_authentication_it_listens_anywhere(
    callinsight: Command, listening: list[str]
) -> None:
    with using(guarded_services()):
        assert callinsight("api", "--host", "0.0.0.0").code == 0  # noqa: S104
        assert callinsight("api").code == 0
    assert listening == ["0.0.0.0", "127.0.0.1"]  # noqa: S104


@pytest.mark.parametrize(
    ("chosen", "name"),
    [
        ({"jwt_issuer": "https://issuer.example"}, "JWT_AUDIENCES"),
        ({"jwt_issuer": "http://issuer.example", "jwt_audiences": ["page"]}, "JWT_JWKS_URL"),
    ],
)
def test_an_issuer_that_cannot_be_believed_stops_the_start(
    callinsight: Command, listening: list[str], chosen: dict[str, Any], name: str
) -> None:
    with using(guarded_services(chosen=chosen)):
        answer = callinsight("api")
    assert (answer.code, listening) == (2, [])
    assert name in answer.err.splitlines()[0]
