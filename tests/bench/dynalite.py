"""dynalite, the DynamoDB of long tables: a page costs it the same however many records it holds.

The other local servers look through a whole partition for a page, so theirs would be measured and
not ours. On disk (LevelDB): in memory, with 41,000 records, it holds 410 MB instead of 170 and pauses
more (p50 of a page 3.8 ms instead of 4.4, p95 14 instead of 9); neither grows with the table.
"""

import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.bench.processes import Process, bare_environment
from tests.npm import npm_package
from tests.servers import free_port

STOP_SECONDS = 10.0


@contextmanager
def running_dynalite(folder: Path) -> Generator[Mapping[str, str]]:
    """Run it on loopback, with its records in a folder; yield the environment of its clients."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    program = npm_package(Path(__file__).parent, "dynalite") / "cli.js"
    options = ["--host", "127.0.0.1", "--port", str(port), "--path", str(folder / "dynalite")]
    command = [_node(), str(program), *options, "--createTableMs", "0"]
    process = Process("dynalite", command, bare_environment(), folder / "dynalite.log")
    try:
        process.wait_until(lambda: _answers(url))
        yield {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
    finally:
        process.stop(STOP_SECONDS)


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        raise RuntimeError("node is not on PATH; on Debian: apt-get install nodejs npm")
    return node


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code > 0
    except httpx.HTTPError:
        return False
