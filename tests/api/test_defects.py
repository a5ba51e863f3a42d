"""Unexpected errors: the client gets a problem document, the log the place, nobody the text."""

import logging
import os
import sys
from pathlib import Path

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from callinsight.api.defects import DefectsWithoutText
from callinsight.logs import WithoutText
from callinsight.services import Services
from tests.api.broken_api import BrokenCallStore
from tests.domain.canaries import CANARY
from tests.servers import free_port, running


async def test_a_defect_is_a_problem_without_its_text(
    client: httpx.AsyncClient, services: Services
) -> None:
    services.calls = BrokenCallStore()
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert CANARY not in answer.text


def test_the_log_of_the_api_process_tells_where_a_defect_is_and_not_what_it_says(
    tmp_path: Path,
) -> None:
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "tests.api.broken_api", str(port)]
    with running(command, dict(os.environ), f"{url}/healthz", tmp_path):
        answer = httpx.get(f"{url}/readyz")
    lines = (tmp_path / "server.log").read_text().splitlines()
    log = "\n".join(line for line in lines if "open_files" not in line)
    assert answer.json()["code"] == "internal"
    assert "ValueError" in log
    assert "broken_api.py:" in log
    assert (CANARY in log, "Traceback" in log, len(log.splitlines())) == (False, False, 1)


async def test_an_answer_that_has_begun_is_broken_off_without_a_second_one() -> None:
    sent: list[Message] = []

    async def half_an_answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError(CANARY)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    await DefectsWithoutText(half_an_answer)({"type": "http"}, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start"]


def test_a_traceback_that_a_library_logs_is_cut_to_type_and_places() -> None:
    with pytest.raises(ValueError, match=CANARY) as caught:
        raise ValueError(CANARY)
    error = (caught.type, caught.value, caught.tb)
    failed = logging.LogRecord("asyncio", logging.ERROR, "", 1, "A task failed.", None, error)
    line = WithoutText("%(message)s").format(failed)
    assert line.startswith("A task failed.\nValueError at ")
    assert "test_defects.py:" in line
    assert CANARY not in line
