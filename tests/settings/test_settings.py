"""The environment as settings; what is secret stays so."""

import json
from datetime import timedelta

import pytest
from pydantic import ValidationError

from callinsight.domain.errors.deployment import SettingsError
from callinsight.domain.profile import ProfileRule
from callinsight.settings import load_settings
from tests.builders import settings

CANARY = "sk-canary-7391"


def test_three_settings_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_settings()
    assert (loaded.recordings_bucket, loaded.artifacts_bucket) == ("r", "a")
    assert (loaded.calls_table, loaded.use_profiles) == ("CallInsightTable", True)
    assert (loaded.callinsight_transcriber, loaded.callinsight_analyzer) == ("auto", "auto")


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "USE_PROFILES", "CALLINSIGHT_CAPACITY"])
def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    plain = load_settings()
    monkeypatch.setenv(name, "")
    assert load_settings() == plain


def test_what_is_not_ours_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = load_settings()
    monkeypatch.setenv("AWS_PROFILE", "somebody")
    monkeypatch.setenv("CALLINSIGHT_UNKNOWN", "1")
    assert load_settings() == plain


def test_rules_are_read_as_json_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [
        {"profile_id": "sales", "key_prefix": "uploads/sales/"},
        {"profile_id": "vip", "metadata": {"tier": "gold"}},
    ]
    monkeypatch.setenv("PROFILE_RULES", json.dumps(rules))
    assert load_settings().profile_rules == tuple(ProfileRule.model_validate(r) for r in rules)


@pytest.mark.parametrize(("text", "value"), [("false", False), ("0", False), ("True", True)])
def test_switches_take_the_usual_words(
    monkeypatch: pytest.MonkeyPatch, text: str, value: bool
) -> None:
    monkeypatch.setenv("USE_PROFILES", text)
    assert load_settings().use_profiles is value


def test_keys_are_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    monkeypatch.setenv("ELEVENLABS_API_KEY", CANARY)
    loaded = load_settings()
    assert loaded.openai_api_key is not None
    assert loaded.openai_api_key.get_secret_value() == CANARY
    shown = (repr(loaded), str(loaded), loaded.model_dump_json(), str(loaded.model_dump()))
    assert not any(CANARY in text for text in shown)
    monkeypatch.setenv("CALLINSIGHT_CAPACITY", CANARY)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert CANARY not in str(raised.value)


def test_settings_do_not_change() -> None:
    loaded = load_settings()
    with pytest.raises(ValidationError, match="frozen"):
        loaded.queue_url = "http://other"  # type: ignore[misc]


def test_each_step_has_its_deadline() -> None:
    changed = settings(
        fetch_deadline_seconds=1,
        transcribe_deadline_seconds=2.5,
        analyze_deadline_seconds=3,
        persist_deadline_seconds=4,
    )
    assert changed.deadlines == {
        "fetch_audio": timedelta(seconds=1),
        "transcribe": timedelta(seconds=2.5),
        "analyze": timedelta(seconds=3),
        "persist": timedelta(seconds=4),
    }
    assert settings().deadlines["transcribe"] == timedelta(hours=1)


def test_the_old_name_of_a_link_means_the_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEVENLABS_AUDIO", "cloud_storage_url")
    assert load_settings().elevenlabs_audio == "source_url"


@pytest.mark.parametrize(
    "text", ['["https://a.example", "http://b:8000"]', "https://a.example, http://b:8000,"]
)
def test_a_list_is_json_or_has_commas_between_its_words(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("CALLINSIGHT_ALLOWED_ORIGINS", text)
    monkeypatch.setenv("JWT_AUDIENCES", "page")
    loaded = load_settings()
    assert loaded.callinsight_allowed_origins == ("https://a.example", "http://b:8000")
    assert loaded.jwt_audiences == ("page",)
