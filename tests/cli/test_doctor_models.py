"""`callinsight doctor` on the models that are asked: a line for each."""

from datetime import date

import pytest

from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import ProviderKeyError
from callinsight.domain.model_life import Listed
from callinsight.services import Services, using
from tests.builders import TestClock, a_profile, fake_services, settings
from tests.cli.conftest import Command
from tests.fakes.profiles import FakeProfileStore


class FakeCatalogue:
    """A list of models as the test wants it."""

    def __init__(
        self,
        listed: Listed | None,
        *,
        is_openai: bool = True,
        error: CallInsightError | None = None,
    ) -> None:
        self.is_openai = is_openai
        self._listed = listed
        self._error = error

    async def models(self) -> Listed | None:
        if self._error is not None:
            raise self._error
        return self._listed


def world(catalogue: FakeCatalogue, audio: FakeCatalogue | None = None) -> Services:
    """Two profiles on a model that ends soon, one on a model that stays."""
    profiles = [
        a_profile("default", openai_model="gpt-4o"),
        a_profile("sales", openai_model="gpt-6-luna"),
        a_profile("support", openai_model="gpt-4o"),
    ]
    return fake_services(
        settings=settings(openai_audio_model="whisper-1"),
        clock=TestClock(),
        profile_store=FakeProfileStore(*profiles),
        model_catalogue=catalogue,
        audio_catalogue=audio,
    )


def lines(callinsight: Command, services: Services) -> tuple[int, list[str]]:
    with using(services):
        answer = callinsight("doctor")
    told = answer.out.splitlines()
    first = next(place for place, line in enumerate(told) if "model" in line)
    return answer.code, [line for line in told[first:] if "Prefect" not in line]


def test_a_model_that_ends_soon_is_warned_of_and_stops_nothing(callinsight: Command) -> None:
    listed = {"gpt-4o": None, "gpt-6-luna": None}
    assert lines(callinsight, world(FakeCatalogue(listed))) == (
        0,
        [
            "warn  model gpt-4o: shuts down on 2027-01-14, in 52 day(s)",
            "      Set openai_model to another one in: default, support.",
            "ok    model gpt-6-luna: no shutdown is announced",
        ],
    )


def test_a_model_that_is_gone_or_unknown_would_stop_calls(callinsight: Command) -> None:
    listed = {"gpt-4o": date(2026, 11, 23)}
    assert lines(callinsight, world(FakeCatalogue(listed))) == (
        1,
        [
            "FAIL  model gpt-4o: shut down on 2026-11-23",
            "      Set openai_model to another one in: default, support.",
            "FAIL  model gpt-6-luna: unknown to this account",
            "      Set openai_model to another one in: sales.",
        ],
    )


def test_the_audio_model_has_its_line_too(callinsight: Command) -> None:
    here = FakeCatalogue({"gpt-4o": date(2028, 1, 1), "gpt-6-luna": None})
    code, told = lines(callinsight, world(here, FakeCatalogue({"whisper-1": date(2027, 2, 1)})))
    assert code == 0
    assert told[-2:] == [
        "warn  model whisper-1: shuts down on 2027-02-01, in 70 day(s)",
        "      Set OPENAI_AUDIO_MODEL to another one.",
    ]


@pytest.mark.parametrize("listed", [None, {"gpt-4o:latest": None, "gpt-6-luna": None}])
def test_what_other_servers_call_a_model_has_no_announced_end(
    callinsight: Command, listed: Listed | None
) -> None:
    code, told = lines(callinsight, world(FakeCatalogue(listed, is_openai=False)))
    assert (code, [line[:4] for line in told]) == (0, ["ok  ", "ok  "])


def test_a_key_that_is_refused_is_found_out_before_a_call_needs_it(callinsight: Command) -> None:
    refused = FakeCatalogue(
        None, error=ProviderKeyError("OpenAI answered 401: it refuses our key.")
    )
    code, told = lines(callinsight, world(refused))
    assert code == 1
    assert told[0] == "FAIL  models: OpenAI answered 401: it refuses our key."
