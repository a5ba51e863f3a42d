"""The rows of real providers: filled by whatever answers, and honest where nobody was asked."""

import math

import pytest

from callinsight.services import Services
from tests.builders import settings
from tests.eval.__main__ import main
from tests.eval.live import models, transcribers
from tests.eval.parts import quality
from tests.stubs.running import StubProviders


def _world(**fields: object) -> Services:
    return Services(settings(**fields))


def test_without_being_asked_for_no_provider_is_asked_and_every_row_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never-used")
    assert main(["quality"]) == 0
    told = capsys.readouterr().out
    assert told.count("NOT RUN") == len(models.ROWS) + len(transcribers.ROWS)
    assert told.splitlines()[-1] == "{}"


def test_a_missing_key_is_named_in_the_rows_it_would_have_filled() -> None:
    rows = {row.title: row.not_run for row in quality.measure(live=True, world=_world())}
    assert rows == {
        **{row.title: "no OPENAI_API_KEY" for row in models.ROWS},
        **{row.title: "no ELEVENLABS_API_KEY" for row in transcribers.ROWS},
    }


def test_with_keys_the_rows_are_measured_at_the_providers(stubs: StubProviders) -> None:
    world = _world(
        openai_api_key="sk-real",
        openai_base_url=stubs.openai_url,
        elevenlabs_api_key="xi-real",
        elevenlabs_base_url=stubs.elevenlabs_url,
    )
    rows = {row.title: row for row in quality.measure(live=True, world=world)}
    assert not any(row.not_run for row in rows.values())
    assert all(math.isfinite(row.value) for row in rows.values())
    assert rows["calls analyzed by a real model, share"].value == 1
    # The stub quotes words that nobody said, and hears others than the scripts': this shows both.
    assert not rows["claims whose words were said, share"].is_good
    assert not rows["word error rate by role, mean"].is_good
    assert stubs.count("elevenlabs") == 3


def test_a_row_that_was_not_run_misses_no_goal() -> None:
    assert models.ROWS[0].not_run("no key").is_good
    assert not models.ROWS[0].measured(0).is_good
