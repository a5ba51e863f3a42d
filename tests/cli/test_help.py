"""Help comes at once: nothing heavy is imported for it."""

import subprocess
import sys

import pytest

from tests.cli.conftest import Command

HEAVY = ("av", "boto3", "fastapi", "httpx", "httpx2", "jsonschema", "openai", "prefect", "yaml")
SCRIPT = """
import sys
from callinsight.cli.app import main
sys.argv = ["callinsight", *sys.argv[1:]]
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
COMMANDS = {
    "api", "calls", "demo", "doctor", "down", "events", "intake", "keys", "process", "queue", "up",
    "worker",
}  # fmt: skip


@pytest.mark.parametrize(
    "arguments", [["--help"], ["calls", "list", "--help"], ["process", "--help"], ["nosuch"]]
)
def test_help_and_wrong_usage_import_nothing_heavy(arguments: list[str]) -> None:
    command = [sys.executable, "-c", SCRIPT, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    loaded = set(done.stderr.split())
    assert done.returncode == (2 if "nosuch" in arguments else 0), done.stderr
    assert "typer" in loaded
    assert not loaded & set(HEAVY)


def test_help_names_every_command(callinsight: Command) -> None:
    answer = callinsight("--help")
    assert answer.code == 0
    assert set(answer.out.replace("│", " ").split()) >= COMMANDS


@pytest.mark.parametrize("group", ["calls", "queue", "events", "keys"])
def test_a_group_without_a_command_shows_its_help(callinsight: Command, group: str) -> None:
    answer = callinsight(group)
    assert (answer.code, answer.err) == (2, "")
    assert f" {group} [OPTIONS] COMMAND [ARGS]..." in answer.out
