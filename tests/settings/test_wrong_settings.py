"""What is wrong or missing in the environment is named in one sentence."""

import pickle

import pytest

from callinsight.domain.errors.deployment import SettingsError
from callinsight.settings import load_settings
from tests.settings.conftest import REQUIRED


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_setting_is_one_sentence_with_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value) == f"The setting {name} is missing."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("USE_PROFILES", "perhaps"),
        ("PROFILE_FALLBACK", "2"),
        ("PROFILE_RULES", "not json"),
        ("PROFILE_RULES", "{}"),
        ("PROFILE_RULES", '[{"profile_id": "no spaces"}]'),
        ("PROFILE_RULES", '[{"profile_id": "a", "prefix": "uploads/"}]'),
        ("EVENTS_API_KEYS", '["short"]'),
        ("EVENTS_SIGNING_KEYS", '["%s", "%s", "%s"]' % (("k" * 16,) * 3)),
        ("EVENTS_ACCOUNT_ID", "mine"),
        ("SNS_TOPIC_ARNS", '["arn:aws:sqs:eu-central-1:111122223333:recordings"]'),
        ("CALLINSIGHT_TRANSCRIBER", "whisper"),
        ("CALLINSIGHT_ANALYZER", "AUTO"),
        ("OPENAI_API", "assistants"),
        ("CALLINSIGHT_AUTH", "off"),
        ("CALLINSIGHT_ALLOWED_ORIGINS", "*"),
        ("CALLINSIGHT_ALLOWED_ORIGINS", "https://calls.example/"),
        ("CALLINSIGHT_ALLOWED_ORIGINS", "https://calls.example, null"),
        ("CALLINSIGHT_ALLOWED_ORIGINS", "[https://calls.example]"),
        ("CALLINSIGHT_REQUESTS_PER_MINUTE", "0"),
        ("JWT_ISSUER", "issuer.example"),
        ("CALLINSIGHT_DEPLOYMENT", "production"),
        ("CALLINSIGHT_DEPLOYMENT", "process-call/"),
        ("CALLINSIGHT_CAPACITY", "0"),
        ("CALLINSIGHT_CAPACITY", "many"),
        ("ANALYZE_DEADLINE_SECONDS", "-1"),
        ("FETCH_DEADLINE_SECONDS", "0"),
        ("TRANSCRIBE_DEADLINE_SECONDS", "1 h"),
        ("ANALYZE_DEADLINE_SECONDS", "0"),
        ("PERSIST_DEADLINE_SECONDS", "0"),
        ("UPLOAD_URL_SECONDS", "901"),
        ("MAX_RECORDING_BYTES", "5 GB"),
        ("MIN_RECORDING_SECONDS", "0"),
    ],
)
def test_a_wrong_setting_is_one_sentence_with_its_name_and_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    sentence = str(raised.value)
    assert sentence.startswith(f"The setting {name} is wrong: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert (raised.value.__cause__, raised.value.__suppress_context__) == (None, True)
    assert str(pickle.loads(pickle.dumps(raised.value))) == sentence  # noqa: S301


def test_the_sentence_says_what_would_be_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLINSIGHT_ANALYZER", "gpt")
    with pytest.raises(SettingsError, match=r"'auto', 'openai' or 'rules'\.$"):
        load_settings()
    monkeypatch.setenv("CALLINSIGHT_ANALYZER", "rules")
    monkeypatch.setenv("PROFILE_RULES", "[")
    with pytest.raises(SettingsError, match=r"^The setting PROFILE_RULES is wrong: it is not JSON"):
        load_settings()


def test_a_required_setting_that_is_empty_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUEUE_URL", "")
    with pytest.raises(SettingsError, match="QUEUE_URL is missing"):
        load_settings()
