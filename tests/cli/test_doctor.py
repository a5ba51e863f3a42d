"""`callinsight doctor`: a line for each thing a call needs."""

import pytest

from callinsight.domain.alarm import Alarm
from callinsight.domain.errors.deployment import (
    AccessDeniedError,
    ResourceMissingError,
    SettingsError,
)
from callinsight.ports.calls import CallPage, CallQuery
from callinsight.services import Services, using
from tests.builders import NOON, fake_services, settings
from tests.cli.conftest import Answer, Command
from tests.fakes.calls import FakeCallStore
from tests.fakes.flow_runs import FakeFlowRuns
from tests.fakes.operations import FakeOperationsStore
from tests.fakes.profiles import FakeProfileStore

SUBJECTS = [
    "calls table", "profiles", "operations table", "alarms", "recordings bucket",
    "artifacts bucket", "event queue", "transcriber", "analyzer", "Prefect", "Prefect deployment",
]  # fmt: skip


class OtherPrefect(FakeFlowRuns):
    """A server of another version, on which nothing is deployed."""

    async def version(self) -> str:
        raise SettingsError("Prefect's server has version 3.0.0, this machine 3.9.1.")

    async def pool(self) -> str:
        raise ResourceMissingError("The Prefect deployment process-call/production does not exist.")


class TroubledCallStore(FakeCallStore):
    """A table that answers every list with one error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    async def list_calls(self, query: CallQuery) -> CallPage:
        raise self.error


def failed(answer: Answer) -> dict[str, tuple[str, str]]:
    """What is said, and the hint, of every line that says FAIL."""
    lines = answer.out.splitlines()
    found = {}
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("FAIL  "):
            subject, _, says = line.removeprefix("FAIL  ").partition(": ")
            assert following.startswith("      ")
            found[subject] = says, following.strip()
    return found


def test_a_line_each_says_that_all_is_well(callinsight: Command, services: Services) -> None:
    answer = callinsight("doctor")
    lines = answer.out.splitlines()
    assert (answer.code, answer.err) == (0, "")
    assert [line.partition(":")[0] for line in lines] == [f"ok    {name}" for name in SUBJECTS]
    assert "ok    calls table: CallInsightTable" in lines
    assert "ok    Prefect: reachable, version 3.9.1" in lines
    assert "ok    Prefect deployment: process-call/production on pool process" in lines


def test_what_serves_without_keys_is_well_and_says_so(callinsight: Command) -> None:
    world = fake_services(settings=settings(use_profiles=False), language_model=None)
    vars(world).pop("transcriber")
    vars(world).pop("profile_store")
    with using(world):
        answer = callinsight("doctor")
    assert answer.code == 0
    assert "transcriber: pocketsphinx (draft quality; set ELEVENLABS_API_KEY" in answer.out
    assert "analyzer: rules (set OPENAI_API_KEY" in answer.out
    assert "profiles: shipped with us, default default@1" in answer.out


def test_a_whisper_model_that_is_not_there_is_warned_of(callinsight: Command) -> None:
    world = fake_services(settings=settings(faster_whisper_model="/no/such/folder"))
    vars(world).pop("transcriber")
    with using(world):
        answer = callinsight("doctor")
    assert answer.code == 0
    assert "warn  transcriber: pocketsphinx (draft quality), because: The model" in answer.out
    assert "/no/such" not in answer.out


@pytest.mark.parametrize(
    ("wrong", "part", "subject", "name"),
    [
        ({"callinsight_transcriber": "elevenlabs"}, "transcriber", "transcriber", "ELEVENLABS"),
        ({"callinsight_analyzer": "openai"}, "language_model", "analyzer", "OPENAI"),
    ],
)
def test_a_key_that_is_missing_is_named(
    callinsight: Command, wrong: dict[str, str], part: str, subject: str, name: str
) -> None:
    world = fake_services(settings=settings(**wrong))
    vars(world).pop(part)
    with using(world):
        answer = callinsight("doctor")
    sentence = f"The setting {name}_API_KEY is missing."
    assert (answer.code, failed(answer)) == (1, {subject: (sentence, SettingsError.hint)})


def test_settings_that_cannot_be_read_are_the_only_line(
    callinsight: Command, own_services: None
) -> None:
    answer = callinsight("doctor")
    sentence = "The setting ARTIFACTS_BUCKET is missing."
    assert answer.code == 1
    assert failed(answer) == {"settings": (sentence, SettingsError.hint)}
    assert (answer.err, len(answer.out.splitlines())) == ("", 2)


def test_a_profiles_table_without_the_default_stops_calls(callinsight: Command) -> None:
    with using(fake_services(profile_store=FakeProfileStore())):
        answer = callinsight("doctor")
    assert (answer.code, set(failed(answer))) == (1, {"profiles"})


def test_prefect_that_is_away_is_to_be_started(callinsight: Command) -> None:
    away = FakeFlowRuns()
    away.is_away = True
    with using(fake_services(flow_runs=away)):
        answer = callinsight("doctor")
    hint = "Check that it runs, and that this machine and its settings reach it."
    found = "Prefect does not answer.", hint
    assert (answer.code, failed(answer)) == (1, {"Prefect": found, "Prefect deployment": found})


def test_another_version_of_prefect_and_no_deployment_are_named(callinsight: Command) -> None:
    with using(fake_services(flow_runs=OtherPrefect())):
        answer = callinsight("doctor")
    found = failed(answer)
    assert answer.code == 1
    assert set(found) == {"Prefect", "Prefect deployment"}
    assert "version 3.0.0" in found["Prefect"][0]
    assert "process-call/production does not exist" in found["Prefect deployment"][0]


@pytest.mark.parametrize(
    ("error", "says", "hint"),
    [
        (AccessDeniedError("AWS refuses access."), "AWS refuses access.", AccessDeniedError.hint),
        (ValueError("canary"), "unexpected ValueError", "Please report this line"),
    ],
)
def test_other_errors_of_a_check_are_findings_too(
    callinsight: Command, error: Exception, says: str, hint: str
) -> None:
    with using(fake_services(calls=TroubledCallStore(error))):
        answer = callinsight("doctor")
    found = failed(answer)
    assert (answer.code, set(found), found["calls table"][0]) == (1, {"calls table"}, says)
    assert found["calls table"][1].startswith(hint)
    assert "canary" not in answer.out + answer.err


def test_an_open_alarm_is_a_failing_line(callinsight: Command) -> None:
    operations = FakeOperationsStore()
    operations.alarms["elevenlabs"] = Alarm(
        provider="elevenlabs", event="provider_key_rejected", hint="Mend it.", since=NOON
    )
    with using(fake_services(operations=operations)):
        answer = callinsight("doctor")
    says = "provider_key_rejected at elevenlabs since 2026-11-23 12:00 UTC"
    assert (answer.code, failed(answer)) == (1, {"alarms": (says, "Mend it.")})
