"""`callinsight profiles`."""

import asyncio
from pathlib import Path

import pytest

from callinsight.services import Services
from tests.cli.conftest import Command

GOOD = "profile_id: sales\nname: Sales\nprompts:\n  outcome: Was something sold?\n"


def test_a_file_becomes_the_next_version(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "sales.yaml"
    for number in (1, 2):
        file.write_text(GOOD.replace("name: Sales", f"name: Sales {number}"))
        answer = callinsight("profiles", "push", file)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out == f"Profile sales has version {number} now; new calls use it.\n"
    assert callinsight("profiles", "push", file).out == "Profile sales is as it was.\n"
    listed = callinsight("profiles", "list").out
    assert [line.split()[:2] for line in listed.splitlines()[1:]] == [
        ["default", "1"],
        ["sales", "2"],
    ]
    lines = asyncio.run(services.audit.page(None, 10)).lines
    assert [(line.kind, line.action) for line in lines] == [("command", "profile.version")] * 2


def test_what_is_shown_can_be_pushed_again(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    shown = callinsight("profiles", "show", "default").out
    assert shown.startswith("# versions: 1\nprofile_id: default\nversion: 1\n")
    (tmp_path / "again.yaml").write_text(shown)
    same = callinsight("profiles", "push", tmp_path / "again.yaml")
    assert (same.code, same.out) == (0, "Profile default is as it was.\n")
    (tmp_path / "again.yaml").write_text(shown.replace("name: Support", "name: Help"))
    assert callinsight("profiles", "push", tmp_path / "again.yaml").code == 0
    first = callinsight("profiles", "show", "default", "--version", "1").out
    assert first == shown.replace("versions: 1", "versions: 1, 2")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("profile_id: -x\nname: S\nprompts: {a: b}", "Error: profile_id: "),
        ("profile_id: s\nname: S\nprompts: {}\ntemperature: 9", "Error: prompts: "),
        (GOOD + "system_prompt: " + "x" * 200_000, "Error: document: It has more than"),
        ("profile_id: s\nname: S\nprompts: {}\ntemperature: 9", "Error: temperature: "),
    ],
)
def test_each_problem_of_a_file_is_a_sentence(
    callinsight: Command, services: Services, tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "p.yaml").write_text(text)
    answer = callinsight("profiles", "push", tmp_path / "p.yaml")
    assert (answer.code, told in answer.err) == (1, True)


@pytest.mark.parametrize("text", ["[", "- a", "a: 2020-01-01"])
def test_a_file_that_is_no_document_is_wrong_usage(
    callinsight: Command, services: Services, tmp_path: Path, text: str
) -> None:
    (tmp_path / "p.yaml").write_text(text)
    assert callinsight("profiles", "push", tmp_path / "p.yaml").code == 2
    assert callinsight("profiles", "push", tmp_path / "missing.yaml").code == 2


def test_an_unknown_profile_is_a_sentence(callinsight: Command, services: Services) -> None:
    answer = callinsight("profiles", "show", "nobody")
    assert (answer.code, "(profile_unknown)" in answer.err) == (1, True)
