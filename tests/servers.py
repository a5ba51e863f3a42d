"""Real servers the tests start and stop: local AWS, twice, so that no quirk of one is ours."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import httpx

from callinsight.local.prefect_settings import PREFECT_SERVER_SETTINGS

AWS_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",  # local servers take any
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}
START_SECONDS = 120.0


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_ministack(state: Path) -> Generator[str]:
    """Run ministack in memory; yield its URL."""
    port = free_port()
    environment = {
        **os.environ,
        "GATEWAY_PORT": str(port),
        "SERVICES": "s3,sqs,dynamodb,secretsmanager",
        "STATE_DIR": str(state),
        "PERSIST_STATE": "0",
        "IOT_MTLS_ENABLED": "0",  # it would listen on all interfaces
    }
    command = [
        sys.executable,
        "-m",
        "hypercorn",
        "ministack.app:app",
        "--workers",
        "0",
        "--keep-alive",
        "75",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    with running(command, environment, f"http://127.0.0.1:{port}/_ministack/health", state):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def running_moto(state: Path) -> Generator[str]:
    """Run moto's server; yield its URL."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with running(command, dict(os.environ), f"http://127.0.0.1:{port}/moto-api/", state):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def running_prefect(state: Path) -> Generator[tuple[str, str]]:
    """Run Prefect's server on a Postgres of its own; yield the addresses of its API and of that.

    On SQLite most requests would wait two seconds for another one's lock.
    """
    port = free_port()
    url_file = state / "database.url"
    environment = {
        **os.environ,
        **PREFECT_SERVER_SETTINGS,
        "PREFECT_HOME": str(state / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    database = [sys.executable, "-m", "callinsight.local.postgres", str(state / "postgres")]
    with (state / "database.log").open("wb") as log:
        process = subprocess.Popen([*database, str(url_file)], stdout=log, stderr=log)
    server = ["-m", "callinsight.local.prefect_server", str(url_file), "--host", "127.0.0.1"]
    try:
        _wait_until(url_file.is_file, process, state / "database.log")
        command = [sys.executable, *server, "--port", str(port)]
        with running(command, environment, f"http://127.0.0.1:{port}/api/health", state):
            yield f"http://127.0.0.1:{port}/api", url_file.read_text()
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def running(
    command: list[str], environment: dict[str, str], ready_url: str, state: Path
) -> Generator[None]:
    """Run a server for the length of a block, from its readiness to its end."""
    with (state / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(ready_url, process, state / "server.log")
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    def answers() -> bool:
        try:
            return httpx.get(url, timeout=2).status_code < 500
        except httpx.HTTPError:
            return False

    _wait_until(answers, process, log)


def _wait_until(
    is_ready: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if is_ready():
            return
        time.sleep(0.05)
    raise RuntimeError(f"The server did not start:\n{log.read_text()[-2000:]}")
