"""The members of the embedded stack: what runs, and how one sees that it is ready."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import httpx

from callinsight.local.layout import HOST, POOL, Layout


@dataclass(frozen=True)
class Member:
    """One process of the stack; those with a higher `order` need those with a lower one."""

    name: str
    title: str
    order: int
    command: tuple[str, ...]
    is_ready: Callable[[], bool]
    keeps_state: bool = False
    stop_seconds: int = 15


def members_of(layout: Layout) -> dict[str, Member]:
    """Return all members by name."""
    python = sys.executable
    ports = layout.ports
    server = ("--host", HOST, "--port", str(ports.prefect))
    members = (
        Member(
            "aws",
            "local AWS",
            10,
            # No worker processes: one that outlived a killed parent would keep port and state.
            (
                *(python, "-m", "hypercorn", "ministack.app:app"),
                *("--workers", "0", "--bind", f"{HOST}:{ports.aws}"),
                # By default connections end after as many seconds as lie between two heartbeats.
                *("--keep-alive", "75"),
            ),
            lambda: _answers(f"{layout.aws_url}/_ministack/health"),
            keeps_state=True,
            stop_seconds=60,
        ),
        Member(
            "database",
            "database",
            20,
            (
                python,
                "-m",
                "callinsight.local.postgres",
                str(layout.state / "postgres"),
                str(layout.database_url_file),
            ),
            layout.database_url_file.is_file,
            keeps_state=True,
            stop_seconds=60,
        ),
        Member(
            "prefect",
            "Prefect server",
            30,
            (
                python,
                "-m",
                "callinsight.local.prefect_server",
                str(layout.database_url_file),
                *server,
            ),
            lambda: _answers(f"{layout.prefect_url}/api/health"),
        ),
        Member(
            "worker",
            "worker",
            40,
            (python, "-m", "callinsight", "worker", "--name", "embedded"),
            lambda: _has_online_worker(layout),
            stop_seconds=120,
        ),
        Member(
            "intake",
            "intake",
            50,
            (
                python,
                "-m",
                "callinsight",
                "intake",
                "--ready-file",
                str(layout.intake_ready_file),
            ),
            layout.intake_ready_file.is_file,
        ),
        Member(
            "api",
            "API",
            60,
            (python, "-m", "callinsight", "api", "--port", str(ports.api)),
            lambda: _answers(f"{layout.api_url}/readyz"),
        ),
    )
    return {member.name: member for member in members}


@cache
def _client() -> httpx.Client:
    """One client for all looks: making one reads every certificate, which plain HTTP needs not."""
    return httpx.Client(timeout=2, trust_env=False, verify=False)  # noqa: S501  (loopback, no TLS)


def _answers(url: str) -> bool:
    try:
        return _client().get(url).is_success
    except httpx.HTTPError:
        return False


def _has_online_worker(layout: Layout) -> bool:
    url = f"{layout.prefect_url}/api/work_pools/{POOL}/workers/filter"
    try:
        workers = _client().post(url, json={}).json()
    except (httpx.HTTPError, ValueError):
        return False
    return any(worker.get("status") == "ONLINE" for worker in workers)
