"""Every `prefect` command imports the worker: it is light, and its type is known everywhere."""

import os
import subprocess
import sys

import pytest
from prefect.settings import PREFECT_API_URL

from callinsight.worker import serving as served_by
from callinsight.worker.serving import serve_pool
from tests.worker.served import Pool

pytestmark = pytest.mark.xdist_group("prefect")

_LIGHT = """
import sys
import callinsight.worker
print(sorted({"boto3", "botocore", "openai"} & set(sys.modules)))
"""


def _command(*words: str) -> str:
    bare = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    address = {"PREFECT_API_URL": str(PREFECT_API_URL.value())}
    done = subprocess.run(
        [sys.executable, *words], env=bare | address, capture_output=True, text=True, timeout=60, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_worker_reads_no_setting_and_loads_no_vendors_library(
    prefect_server: None,
) -> None:
    assert _command("-c", _LIGHT).strip() == "[]"


@pytest.mark.asyncio(loop_scope="session")
async def test_prefects_commands_know_the_type(pool: Pool) -> None:
    name = f"{pool.name}-made"
    _command("-m", "prefect", "work-pool", "create", name, "--type", "callinsight")
    made = await pool.client.read_work_pool(name)
    assert made.type == "callinsight"
    await pool.client.delete_work_pool(name)


def test_on_a_pool_of_another_type_the_command_becomes_prefects_own_worker(
    prefect_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Became(BaseException):
        """The process is another program now."""

    def become(_path: str, command: list[str]) -> None:
        raise Became(command[1:])

    async def process(_pool: str) -> str:
        return "process"

    monkeypatch.setattr(served_by, "_type_of", process)
    monkeypatch.setattr(os, "execv", become)
    with pytest.raises(Became) as became:
        serve_pool("other", name="w", limit=3, health_port=None)
    assert became.value.args[0] == [
        "-m", "prefect", "worker", "start", "--pool", "other", "--name", "w", "--limit", "3",
    ]  # fmt: skip
