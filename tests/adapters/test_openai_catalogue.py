"""The list of models, read from a stub in another process."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import openai.types
import pytest

from callinsight.adapters.openai_catalogue import OpenAICatalogue
from callinsight.adapters.secrets_manager import GivenSecret
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import (
    OutcomeUnknownError,
    ProviderKeyError,
    ProviderRefusedError,
    ProviderUnavailableError,
)
from callinsight.services import Services
from tests.builders import settings
from tests.servers import free_port
from tests.stubs.running import StubProviders

KEY = GivenSecret("sk")


@pytest.fixture
def catalogue(stubs: StubProviders) -> OpenAICatalogue:
    return OpenAICatalogue(KEY, base_url=stubs.openai_url)


async def test_each_model_comes_with_the_shutdown_that_the_server_tells(
    catalogue: OpenAICatalogue, stubs: StubProviders
) -> None:
    data: list[Any] = [
        {"id": "ending", "shutdown_date": "2027-01-14"}, {"id": "staying", "shutdown_date": None},
        {"id": "local"}, {"id": "odd", "shutdown_date": "soon"}, {"id": "odder", "shutdown_date": 5}, "x",
    ]  # fmt: skip
    stubs.script("openai_models", {"body": {"object": "list", "data": data}})
    assert await catalogue.models() == {
        "ending": date(2027, 1, 14), "staying": None, "local": None, "odd": None, "odder": None,
    }  # fmt: skip
    assert await catalogue.models() == {"gpt-6-luna": None}
    assert not catalogue.is_openai
    assert OpenAICatalogue(KEY, base_url="https://api.openai.com/v1").is_openai


@pytest.mark.parametrize(
    "step",
    [
        {"status": 403},
        {"status": 404},
        {"status": 405, "body": "<html>"},
        {"body": "<html>"},
        {"body": {"data": 1}},
    ],
)
async def test_a_server_without_a_list_is_no_failure(
    catalogue: OpenAICatalogue, stubs: StubProviders, step: dict[str, Any]
) -> None:
    stubs.script("openai_models", step)
    assert await catalogue.models() is None


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ({"status": 401}, ProviderKeyError),
        ({"status": 400}, ProviderRefusedError),
        ({"status": 500}, ProviderUnavailableError),
        ({"cut": True}, ProviderUnavailableError),
        ({"huge_bytes": 5_000_000}, OutcomeUnknownError),
    ],
)
async def test_a_list_that_cannot_be_read_says_why(
    catalogue: OpenAICatalogue,
    stubs: StubProviders,
    step: dict[str, Any],
    error: type[CallInsightError],
) -> None:
    stubs.script("openai_models", step)
    with pytest.raises(error):
        await catalogue.models()


async def test_openai_itself_always_has_a_list(
    stubs: StubProviders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callinsight.adapters.openai_catalogue.OWN_HOST", "127.0.0.1")
    stubs.script("openai_models", {"status": 404})
    with pytest.raises(ProviderRefusedError):
        await OpenAICatalogue(KEY, base_url=stubs.openai_url).models()


async def test_a_server_that_is_away_says_so() -> None:
    url = f"http://127.0.0.1:{free_port()}/v1"
    with pytest.raises(ProviderUnavailableError):
        await OpenAICatalogue(None, base_url=url).models()


def test_the_shipped_table_tells_what_the_installed_sdk_tells() -> None:
    announced = Services(settings()).announced_shutdowns
    told: dict[str, date] = {}
    for name in ("shared/chat_model.py", "audio_model.py"):
        source = (Path(openai.types.__file__).parent / name).read_text()
        text = " ".join(source.split())
        for models, day in re.findall(r'- ("[^:]*?): Announced shutdown date: ([0-9-]{10})', text):
            told |= dict.fromkeys(re.findall(r'"([^"]+)"', models), date.fromisoformat(day))
    assert len(told) > 50
    for model, day in told.items():
        # What has no sound or no structured output cannot be in a profile; 2025 is long ago.
        if day.year > 2025 and not re.search(r"audio|chatgpt|codex-mini", model):
            assert (model, announced.of(model)) == (model, day)
