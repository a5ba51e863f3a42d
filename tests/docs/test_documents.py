"""What the documents say is so."""

import re
from pathlib import Path
from typing import get_args

import pytest
import typer.main
import yaml

from callinsight.cli.app import app
from callinsight.domain.metrics.talk import TalkMetrics
from callinsight.domain.metrics.unknown import Reason
from callinsight.domain.profile import Profile, TranscriptionSettings, load_profile
from callinsight.output_schema import require_valid
from callinsight.settings import Settings
from callinsight.shipped import SHIPPED
from tests.protocol.holes import HOLES

ROOT = SHIPPED.parent
README = (ROOT / "README.md").read_text()
PROFILES = (ROOT / "docs" / "profiles.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    if not path.name.startswith(".")
)


def _told(default: str) -> str | None:
    return None if default == "none" else default.strip("`")


def test_readmes_table_lists_every_setting_with_its_default() -> None:
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (\S.*?) \| ", README, re.MULTILINE)
    told = {name.lower(): _told(default) for name, default in rows}
    fields = Settings.model_fields
    assert set(told) == set(fields)
    for name, field in fields.items():
        if field.is_required():
            assert told[name] == "required"
        else:
            default = {True: "true", False: "false", (): "[]", None: None}.get(
                field.default, str(field.default)
            )
            assert (name, told[name]) == (name, default)


def test_every_command_that_readme_names_exists() -> None:
    groups = typer.main.get_command(app)
    names = set(re.findall(r"callinsight ([a-z]+)\b", README))
    assert {"up", "process", "calls", "doctor", "provision"} <= names
    assert names <= set(groups.commands)  # type: ignore[attr-defined]  # a group


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target
        for page in PAGES
        for target in re.findall(r"(?:`|^)make ([a-z]+)", page.read_text(), re.MULTILINE)
    }
    assert {"demo", "test", "check", "holes"} <= named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text())
    missing = [
        link for link in links if not link.startswith("http") and not (page.parent / link).exists()
    ]
    assert missing == []


def test_the_example_of_a_profile_is_one_and_names_every_field() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PROFILES, re.DOTALL)
    profile = load_profile(yaml.safe_load(example))
    assert profile.output_schema is not None
    require_valid(profile.output_schema)
    for field in Profile.model_fields:
        assert f"`{field}`" in PROFILES or f"{field}:" in example


def test_every_field_of_a_profiles_transcription_has_a_row() -> None:
    rows = set(re.findall(r"^\| `([a-z_]+)` \| ", PROFILES, re.MULTILINE))
    assert set(TranscriptionSettings.model_fields) <= rows


def test_each_hole_in_the_protocol_stands_in_its_description() -> None:
    named = {hole.name.split(" (")[0] for hole in HOLES}
    told = set(re.findall(r"\[([a-z0-9 ]+)\](?!\()", ARCHITECTURE))
    assert told <= named
    assert named - told <= {"hookrun", "hookterm", "look", "stepopen", "erase3", "tombstone first"}


def test_every_metric_and_every_reason_for_an_unknown_one_is_defined_and_shown() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text()
    told = re.findall(r"^\| `([a-z_]+)` \| ", page, re.MULTILINE)
    metrics = set(TalkMetrics.model_fields) - {"source", "unavailable"}
    assert sorted(told) == sorted(metrics | set(get_args(Reason)))
    shown = (ROOT / "web" / "app" / "call" / "metrics.js").read_text()
    assert {name for name in told if name not in shown} == set()
