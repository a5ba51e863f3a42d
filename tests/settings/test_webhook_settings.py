"""Where news goes is a setting, and is looked at when a process starts."""

import pytest

from callinsight.domain.errors.deployment import SettingsError
from callinsight.settings import load_settings


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/, http://127.0.0.1:9/",
        '["https://a.example/", "http://127.0.0.1:9/"]',
        "https://a.example/,http://127.0.0.1:9/,https://a.example/,",
    ],
)
def test_addresses_are_a_list_in_json_or_separated_by_commas(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("WEBHOOK_URLS", text)
    monkeypatch.setenv("WEBHOOK_SECRET", "s")
    settings = load_settings()
    assert settings.webhook_urls == ("https://a.example/", "http://127.0.0.1:9/")
    assert "a.example" not in repr(settings)


@pytest.mark.parametrize("text", ["http://walrus.example/", "[", "[1]", "walrus"])
def test_a_wrong_address_stops_the_process_with_one_sentence_that_does_not_show_it(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("WEBHOOK_URLS", text)
    with pytest.raises(SettingsError, match=r"^The setting WEBHOOK_URLS is wrong: [^\n]+\.$") as e:
        load_settings()
    assert "walrus" not in str(e.value)


def test_addresses_need_a_secret_or_the_name_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URLS", "https://a.example/")
    with pytest.raises(SettingsError, match="WEBHOOK_SECRET is missing"):
        load_settings()
    monkeypatch.setenv("WEBHOOK_SECRET_SECRET", "callinsight/webhooks")
    assert load_settings().webhook_secret_secret == "callinsight/webhooks"
