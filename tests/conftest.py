"""What all tests share: a clean environment, real local servers, and services made of fakes."""

import gc
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from callinsight.adapters.aws import AwsClients
from callinsight.heartbeat import ProcessHeartbeat
from callinsight.services import Services, using
from callinsight.settings import Settings
from tests.builders import fake_services
from tests.servers import AWS_ENVIRONMENT, running_ministack, running_moto, running_prefect
from tests.sharing import shared
from tests.stubs.running import StubProviders

pytest_plugins = ["tests.browser_tests"]

# Every HTTP client reads all authorities it trusts, which takes 20 ms; nothing here speaks TLS with
# anybody, and one that never signed anything is read at once. Processes that tests start inherit it.
os.environ["SSL_CERT_FILE"] = str(Path(__file__).with_name("trusted.pem"))

# Cores are shared with servers and other tests: how long an example takes says nothing.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Whoever only asks whether a test fails need not know the smallest example.
settings.register_profile(
    "first_failure",
    settings.get_profile("shared"),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
settings.load_profile("shared")

_OTHERS = ("AWS_", "CALLINSIGHT_")  # what boto3 and the command read besides the settings
_SETTINGS = {name.upper() for name in Settings.model_fields}

_LONGEST = ["prefect", "stack", "web", "recogniser", "schemathesis", "stack: process"]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep modules and tests out of the collector's rounds: they took a third of the time."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()
    return collected


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the groups that take longest; all the others fit beside them."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    mark = item.get_closest_marker("xdist_group")
    return _LONGEST.index(mark.args[0]) if mark else len(_LONGEST)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the developer's settings and keys from the tests."""
    for name in os.environ:
        if name.startswith(_OTHERS) or name.upper() in _SETTINGS:
            monkeypatch.delenv(name)
    for name, value in AWS_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def no_heartbeat_outlives_its_test(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Else hundreds of threads would beat for nobody, and at the end try to reach servers."""
    started = list[ProcessHeartbeat]()
    start = ProcessHeartbeat.start

    def noted(heartbeat: ProcessHeartbeat, *given: Any, **named: Any) -> None:
        started.append(heartbeat)
        start(heartbeat, *given, **named)

    monkeypatch.setattr(ProcessHeartbeat, "start", noted)
    yield
    for heartbeat in started:
        heartbeat.stop()


@pytest.fixture(scope="session")
def ministack_url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with shared(tmp_path_factory, "ministack", running_ministack) as url:
        yield url


@pytest.fixture(scope="session")
def moto_url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with shared(tmp_path_factory, "moto", running_moto) as url:
        yield url


@pytest.fixture(scope="session")
def ministack(ministack_url: str) -> AwsClients:
    """Clients of a local AWS, made once: making them takes longer than using them."""
    return _clients(ministack_url)


@pytest.fixture(scope="session")
def moto(moto_url: str) -> AwsClients:
    """Clients of another local AWS."""
    return _clients(moto_url)


def _clients(url: str) -> AwsClients:
    clients = AwsClients()
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {**AWS_ENVIRONMENT, "AWS_ENDPOINT_URL": url}.items():
            environment.setenv(name, value)
        for service in (
            "dynamodb",
            "dynamodb_for_beats",
            "s3",
            "s3_for_links",
            "sqs",
            "secrets_manager",
        ):
            getattr(clients, service)
    return clients


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """One Prefect server for all tests of the group `prefect`; the others do not import Prefect."""
    from prefect.events.worker import EventsWorker  # noqa: PLC0415  (most tests do without Prefect)
    from prefect.logging.handlers import APILogWorker  # noqa: PLC0415
    from prefect.settings import (  # noqa: PLC0415
        PREFECT_API_DATABASE_CONNECTION_URL,
        PREFECT_API_URL,
        PREFECT_LOGGING_TO_API_ENABLED,
        temporary_settings,
    )

    with (
        running_prefect(tmp_path_factory.mktemp("prefect")) as (url, database),
        temporary_settings(
            {
                PREFECT_API_URL: url,
                PREFECT_API_DATABASE_CONNECTION_URL: database,
                PREFECT_LOGGING_TO_API_ENABLED: True,
            }
        ),
    ):
        yield
        # Its threads would try for minutes to send the rest to a server that is not there any more.
        for sender in (APILogWorker, EventsWorker):
            sender.drain_all(timeout=20)


@pytest.fixture(scope="session")
def running_stubs() -> Generator[StubProviders]:
    with StubProviders() as stubs:
        yield stubs


@pytest.fixture
def stubs(running_stubs: StubProviders) -> StubProviders:
    """Both providers in another process, with nothing scripted and nothing counted yet."""
    running_stubs.reset()
    return running_stubs


@pytest.fixture
def services() -> Generator[Services]:
    """Services made of fakes, in use for the whole test."""
    with using(fake_services()) as world:
        yield world


@pytest.fixture
def recording_file(tmp_path: Path) -> Path:
    """A file whose content the fakes do not look at."""
    path = tmp_path / "call.wav"
    path.write_bytes(b"RIFF....WAVE")
    return path
