"""`callinsight up` as a process of a test, and what a client does with it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

from callinsight.local.layout import Layout, Ports

T = TypeVar("T")
PATIENCE = 150.0


@dataclass
class Embedded:
    """A running stack, by its process and its layout."""

    process: "subprocess.Popen[str]"
    layout: Layout
    said: Path

    def output(self) -> str:
        """Everything it said so far."""
        return self.said.read_text()

    def api(self, method: str, path: str, **request: Any) -> Any:
        """Ask the API; return the JSON document."""
        answer = httpx.request(method, f"{self.layout.api_url}{path}", timeout=20, **request)
        assert answer.is_success, answer.text
        return answer.json()

    def upload(self, name: str, body: bytes, **fields: Any) -> str:
        """Announce a call and upload its recording with the form; return the call's id."""
        call_id: str = self.api("POST", "/calls", json=fields)["call_id"]
        query = {"fileName": name, "method": "post"}
        link = self.api("GET", f"/calls/{call_id}/upload-url", params=query)
        sent = httpx.post(link["url"], data=link["fields"], files={"file": body}, timeout=20)
        assert sent.is_success, sent.text
        return call_id

    def call(self, call_id: str) -> Any:
        """The call as the API shows it."""
        return self.api("GET", f"/calls/{call_id}")

    def wait_for(self, call_id: str, *statuses: str) -> Any:
        """Wait until the call has one of these statuses."""
        return wait_until(
            lambda: shown if (shown := self.call(call_id))["status"] in statuses else None
        )

    def prefect(self, method: str, path: str, **request: Any) -> Any:
        """Ask Prefect's API."""
        url = f"{self.layout.prefect_url}/api{path}"
        answer = httpx.request(method, url, timeout=20, **request)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def processes(self) -> list[psutil.Process]:
        """All processes of the stack."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self) -> int:
        """SIGTERM, as an init system or Ctrl-C; return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=90)


@contextmanager
def running_up(
    state: Path, ports: Ports, environment: dict[str, str], said: Path
) -> Generator[Embedded]:
    """Run `callinsight up` until the block ends; nothing of it is left behind."""
    command = [
        *(sys.executable, "-m", "callinsight", "up", "--state", str(state)),
        *("--api-port", str(ports.api)),
        *("--prefect-port", str(ports.prefect)),
        *("--aws-port", str(ports.aws)),
    ]
    with said.open("w") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
            text=True,
            cwd=state.parent,
        )
    stack = Embedded(process, Layout(state, ports), said)
    try:
        wait_until(lambda: "The stack is up" in stack.output() or process.poll() is not None)
        assert process.poll() is None, stack.output()
        yield stack
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=90)


def wait_until(ready: Callable[[], T], patience: float = PATIENCE) -> T:
    """Return the first true answer."""
    deadline = time.monotonic() + patience
    while not (answer := ready()):
        if time.monotonic() > deadline:
            raise AssertionError("it did not happen in time")
        time.sleep(0.2)
    return answer
