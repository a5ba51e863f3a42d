"""`callinsight profiles evaluate`, and the gate of `push --evaluate`."""

import asyncio
import csv
import io
from collections.abc import Generator
from pathlib import Path

import pytest

from callinsight.services import Services, using
from tests.builders import a_profile, fake_services
from tests.cli.conftest import Command
from tests.fakes.profiles import FakeProfileStore
from tests.prompted_model import BAD, GOOD, PromptedModel, a_labelled_call

FILE = """profile_id: default
name: Support
system_prompt: {prompt}
prompts: {{summary: "What happened?", resolved: "Was it solved?"}}
"""


@pytest.fixture
def services() -> Generator[Services]:
    profiles = FakeProfileStore(
        a_profile(version=2, system_prompt=BAD), a_profile(version=1, system_prompt=GOOD)
    )
    with using(fake_services(profile_store=profiles, language_model=PromptedModel())) as world:
        asyncio.run(a_labelled_call(world))
        yield world


def current(services: Services) -> int:
    return asyncio.run(services.profile_versions.current("default")).version


def test_a_bad_prompt_that_is_pushed_is_blocked(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    (tmp_path / "p.yaml").write_text(FILE.format(prompt=BAD + " Really."))
    answer = callinsight("profiles", "push", tmp_path / "p.yaml", "--evaluate")
    assert (answer.code, "(profile_worse)" in answer.err) == (1, True)
    assert current(services) == 1
    assert asyncio.run(services.profile_store.get("default", 3)) is not None


def test_a_good_prompt_passes_and_is_audited(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    (tmp_path / "p.yaml").write_text(FILE.format(prompt=GOOD + " Be brief."))
    answer = callinsight("profiles", "push", tmp_path / "p.yaml", "--evaluate")
    assert answer.out == "Profile default has version 3 now; new calls use it.\n"
    lines = asyncio.run(services.audit.page(None, 2)).lines
    assert [line.action for line in lines] == ["profile.current", "profile.version"]


def test_a_push_asks_about_no_fewer_calls_than_the_gate_wants(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    (tmp_path / "p.yaml").write_text(FILE.format(prompt=GOOD + " Be brief."))
    answer = callinsight("profiles", "push", tmp_path / "p.yaml", "--evaluate", "--calls", 49)
    assert (answer.code, "--calls" in answer.err) == (2, True)
    assert asyncio.run(services.profile_store.get("default", 3)) is None


def test_the_first_version_of_a_profile_has_nothing_to_be_compared_with(
    callinsight: Command, services: Services, tmp_path: Path
) -> None:
    (tmp_path / "p.yaml").write_text("profile_id: new\nname: N\nprompts: {a: b}")
    answer = callinsight("profiles", "push", tmp_path / "p.yaml", "--evaluate")
    assert answer.out == "Profile new has version 1 now; new calls use it.\n"


def test_evaluate_shows_both_versions_field_by_field(
    callinsight: Command, services: Services
) -> None:
    answer = callinsight("profiles", "evaluate", "default", "--version", 2)
    assert answer.code == 1
    assert answer.out.endswith(
        "Version 2 is worse than version 1 by agreement, /resolved, /summary.\n"
    )
    (row,) = [line for line in answer.out.splitlines() if line.startswith("/resolved")]
    assert row.split()[3:] == ["100%,", "100%", "0%,", "0%"]
    told = callinsight("profiles", "evaluate", "default", "--version", 2, "--json").document
    assert [field["candidate"] for field in told["fields"]] == ["yes", "All is well."]
    assert callinsight("profiles", "evaluate", "default", "--version", 1).out.endswith(
        "It is not worse.\n"
    )


def test_reports_tell_agreement_by_field_over_time(
    callinsight: Command, services: Services
) -> None:
    assert callinsight("profiles", "reports", "default", "--json").document == []
    callinsight("profiles", "evaluate", "default", "--version", 2)
    rows = callinsight("profiles", "reports", "default", "--json").document
    (resolved,) = [row for row in rows if row["field"] == "/resolved"]
    told = resolved["version"], resolved["agreement"], resolved["current_agreement"]
    assert (told, resolved["worse"]) == ((2, 0.0, 1.0), True)
    printed = callinsight("profiles", "reports", "default", "--csv").out
    table = list(csv.DictReader(io.StringIO(printed, newline="")))
    assert [row["field"] for row in table] == [row["field"] for row in rows]
    assert table[0]["at"].endswith("Z")


def test_two_versions_are_compared_over_calls_that_nobody_labelled(
    callinsight: Command, services: Services
) -> None:
    unasked = callinsight("profiles", "compare", "default", 1, 2)
    assert unasked.out.startswith("0 calls compared, 0 the same, 1 left out;")
    assert unasked.out.endswith("--ask asks for them.\n")
    answer = callinsight("profiles", "compare", "default", 1, 2, "--ask")
    rows = [line.split() for line in answer.out.splitlines()]
    assert ["/resolved", "1", "0%"] in rows
    assert any(row[1:] == ["/resolved", "no", "yes"] for row in rows)
    assert answer.out.splitlines()[-1].startswith("1 calls compared, 0 the same, 0 left out;")
    found = callinsight("profiles", "compare", "default", 2, 1, "--json").document
    assert [row["pointer"] for row in found["fields"]] == ["/resolved", "/summary"]
    call_id = found["changes"][0]["call_id"]
    assert callinsight("profiles", "compare", "default", 2, 1, "--call", call_id).code == 0
    assert (
        "(call_not_found)" in callinsight("profiles", "compare", "default", 2, 1, "--call", "x").err
    )


def test_going_back_passes_the_gate_or_somebody_says_why(
    callinsight: Command, services: Services
) -> None:
    asyncio.run(services.profile_store.make_current("default", 2))
    refused = callinsight("profiles", "rollback", "default")
    assert (refused.code, "(profile_not_evaluated)" in refused.err) == (1, True)
    assert callinsight("profiles", "rollback", "default", "--anyway").code == 2
    told = callinsight("profiles", "rollback", "default", "--anyway", "--reason", "it is on fire")
    assert told.out == "New calls use version 1 of profile default again.\n"
    line = asyncio.run(services.audit.page(None, 1)).lines[0]
    assert (line.details["forced"], line.details["reason"]) == (True, "it is on fire")
