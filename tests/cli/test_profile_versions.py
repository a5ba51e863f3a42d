"""`callinsight profiles` with several versions: history, diff, rollback, export, folders."""

import asyncio
import json
from pathlib import Path

import pytest

from callinsight.domain.profile import Profile, load_profile
from callinsight.services import Services
from tests.builders import a_profile
from tests.cli.conftest import Command


@pytest.fixture
def three(services: Services) -> Services:
    """A profile in three versions; who wrote the first is not known."""

    async def push() -> None:
        for number in (2, 3):
            document = {"name": "Support", "prompts": {"summary": "?"}, "temperature": number / 10}
            await services.profile_versions.push("default", document, author="ann")

    asyncio.run(push())
    return services


def current(services: Services) -> Profile:
    return asyncio.run(services.profile_versions.current("default"))


def test_history_says_who_wrote_a_version_and_when(callinsight: Command, three: Services) -> None:
    told = callinsight("profiles", "history", "default", "--json").document
    assert [(row["version"], row["current"], row["author"]) for row in told] == [
        (3, True, "ann"),
        (2, False, "ann"),
        (1, False, None),
    ]
    assert (told[0]["created_at"][-1], told[2]["created_at"]) == ("Z", None)
    lines = callinsight("profiles", "history", "default").out.splitlines()
    assert [line.split()[0] for line in lines] == ["VERSION", "3", "2", "1"]


def test_diff_names_each_field_that_differs(callinsight: Command, three: Services) -> None:
    told = callinsight("profiles", "diff", "default", 2, "--json").document
    assert told == [
        {"pointer": "/temperature", "change": "changed", "before": 0.2, "after": 0.3},
    ]
    shown = callinsight("profiles", "diff", "default", 1, 2).out
    assert "/prompts/resolved" in shown
    assert callinsight("profiles", "diff", "default", 2, 2).out == "The versions do not differ.\n"
    newest = callinsight("profiles", "diff", "default", "--json").document
    assert newest == told
    asyncio.run(three.profile_versions.make_current("default", 1))
    beside_current = callinsight("profiles", "diff", "default", "--json").document
    assert beside_current == callinsight("profiles", "diff", "default", 1, 3, "--json").document
    assert callinsight("profiles", "diff", "default", 9).code == 1


def test_diff_tells_what_a_push_of_a_file_would_change(
    callinsight: Command, three: Services, tmp_path: Path
) -> None:
    file = tmp_path / "default.yaml"
    file.write_text(callinsight("profiles", "show", "default").out)
    assert callinsight("profiles", "diff", str(file)).out == "A push would change nothing.\n"
    file.write_text(file.read_text().replace("temperature: 0.3", "temperature: 0.7"))
    told = callinsight("profiles", "diff", str(file), "--json").document
    assert [(row["pointer"], row["before"], row["after"]) for row in told] == [
        ("/temperature", 0.3, 0.7)
    ]
    told = callinsight("profiles", "diff", str(file), 2, "--json").document
    assert [(row["before"], row["after"]) for row in told] == [(0.2, 0.7)]
    assert current(three).version == 3


def test_diff_of_a_folder_names_the_profiles_and_those_that_are_new(
    callinsight: Command, three: Services, tmp_path: Path
) -> None:
    folder = tmp_path / "profiles.d"
    folder.mkdir()
    (folder / "a.yaml").write_text(callinsight("profiles", "show", "default").out)
    (folder / "b.yaml").write_text("profile_id: new\nname: New\nprompts: {why: Why}\n")
    told = callinsight("profiles", "diff", str(folder), "--json").document
    assert [(row["profile_id"], row["pointer"], row["change"]) for row in told] == [
        ("new", "", "added")
    ]


def test_a_file_that_is_no_yaml_is_told_with_its_line(
    callinsight: Command, three: Services, tmp_path: Path
) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("name: New\nprompts: [\n")
    told = callinsight("profiles", "push", str(file))
    assert told.code == 2
    assert "is neither YAML nor JSON (line 3: " in told.told


def test_diff_of_a_bad_file_names_the_field(
    callinsight: Command, three: Services, tmp_path: Path
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("profile_id: default\nname: New\ntemperature: 9\n")
    told = callinsight("profiles", "diff", str(file))
    assert told.code == 1
    assert "temperature" in told.told


def test_rollback_makes_the_version_before_current_and_is_audited(
    callinsight: Command, three: Services
) -> None:
    answer = callinsight("profiles", "rollback", "default")
    assert answer.out == "New calls use version 2 of profile default again.\n"
    assert current(three).version == 2
    line = asyncio.run(three.audit.page(None, 1)).lines[0]
    assert (line.action, line.details) == (
        "profile.current",
        {"profile_id": "default", "version": 2},
    )


def test_a_later_version_is_used_again_by_its_number(callinsight: Command, three: Services) -> None:
    assert callinsight("profiles", "use", "default", 1).code == 0
    assert current(three).version == 1
    told = callinsight("profiles", "use", "default", 3)
    assert told.out == "New calls use version 3 of profile default.\n"
    assert current(three).version == 3
    assert callinsight("profiles", "use", "default", 9).code == 1
    assert callinsight("profiles", "use", "default", 2, "--anyway").code == 2


@pytest.mark.parametrize("to", [3, 9])
def test_the_way_back_leads_to_an_earlier_version(
    callinsight: Command, three: Services, to: int
) -> None:
    answer = callinsight("profiles", "rollback", "default", "--to", to)
    assert (answer.code, "(profile_version_not_found)" in answer.err) == (1, True)
    assert current(three).version == 3
    assert callinsight("profiles", "rollback", "default", "--to", 1).code == 0
    assert callinsight("profiles", "rollback", "default").code == 1


def test_what_is_exported_is_pushed_and_exported_again_byte_for_byte(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    schema = {"type": "object", "properties": {"a": {"const": None}, "b": {"enum": ["x", None]}}}
    odd = a_profile(
        "odd", name="1: yes", prompts={"b": "Ä?\n# no", "a": "on"}, output_schema=schema
    )
    document = odd.model_dump(mode="json", exclude={"version", "profile_id"})
    document["strict_output"] = False
    asyncio.run(services.profile_versions.push("odd", document))
    before = callinsight("profiles", "export", tmp_path / "one")
    assert before.out == "2 profiles are written.\n"
    first = load_profile(asyncio.run(services.profile_versions.current("odd")).model_dump())
    pushed = callinsight("profiles", "push", tmp_path / "one" / "odd.yaml")
    assert (pushed.code, pushed.out) == (0, "Profile odd is as it was.\n")
    assert asyncio.run(services.profile_versions.current("odd")) == first
    callinsight("profiles", "export", tmp_path / "two")
    for file in (tmp_path / "one").iterdir():
        assert (tmp_path / "two" / file.name).read_bytes() == file.read_bytes()


def test_of_a_folder_only_what_changed_becomes_a_version(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    callinsight("profiles", "export", tmp_path)
    (tmp_path / "new.json").write_text(
        json.dumps({"profile_id": "new", "name": "New", "prompts": {"a": "?"}})
    )
    assert callinsight("profiles", "push", tmp_path).out.splitlines() == [
        "Profile default is as it was.",
        "Profile new has version 1 now; new calls use it.",
    ]


def test_a_folder_with_one_bad_file_writes_nothing(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text("profile_id: a\nname: A\nprompts: {x: y}")
    (tmp_path / "b.yaml").write_text("profile_id: b\nname: B\nprompts: {x: ''}")
    answer = callinsight("profiles", "push", tmp_path)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "Error: b: prompts.x: The question is empty.\n"
    assert asyncio.run(services.profile_store.versions("a")) == []


def test_a_folder_without_profiles_or_with_one_twice_is_wrong_usage(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    assert callinsight("profiles", "push", tmp_path).code == 2
    for name in ("a.yaml", "b.yml"):
        (tmp_path / name).write_text("profile_id: a\nname: A\nprompts: {x: y}")
    assert callinsight("profiles", "push", tmp_path).code == 2


def test_a_version_may_be_pushed_that_new_calls_do_not_use_yet(
    callinsight: Command, three: Services, tmp_path: Path
) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("profile_id: default\nname: D\nprompts: {x: y}")
    answer = callinsight("profiles", "push", file, "--no-current")
    assert answer.out == "Profile default has version 4 now; new calls do not use it yet.\n"
    assert current(three).version == 3
