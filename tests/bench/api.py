"""The API as a process, as it is shipped."""

import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.bench.processes import Process
from tests.servers import free_port

STOP_SECONDS = 15.0


@contextmanager
def running_api(environment: Mapping[str, str], log: Path) -> Generator[str]:
    """Run the API until the block ends; yield its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "callinsight", "api", "--port", str(port)]
    process = Process("api", command, environment, log)
    try:
        process.wait_until(lambda: _answers(f"{url}/healthz"))
        yield url
    finally:
        process.stop(STOP_SECONDS)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False
