"""`callinsight calls explain`."""

import pytest

from callinsight.services import Services
from tests.cli.calls import a_call_that_ran, a_waiting_call
from tests.cli.conftest import Command
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.engines import FakeLanguageModel


@pytest.fixture
def model(services: Services) -> FakeLanguageModel:
    assert isinstance(services.language_model, FakeLanguageModel)
    return services.language_model


def test_an_analysis_is_explained_by_what_shaped_it_and_its_requests(
    callinsight: Command, services: Services, model: FakeLanguageModel
) -> None:
    call = a_call_that_ran(services)
    answer = callinsight("calls", "explain", call.call_id)
    assert (answer.code, answer.err) == (0, "")
    lines = [line.split() for line in answer.out.splitlines()]
    assert ["profile_id", "default"] in lines
    assert ["transcription_engine", "fake"] in lines
    number, name, size, _, *words = lines[-1]
    assert (number, name, words) == ("1", "analysis", ["the", "same", "bytes"])
    assert int(size) == len(model.sent(model.requests[0]))


def test_one_request_is_written_as_its_bytes(
    callinsight: Command, services: Services, model: FakeLanguageModel
) -> None:
    call = a_call_that_ran(services)
    answer = callinsight("calls", "explain", call.call_id, "--request", 1)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.encode() == model.sent(model.requests[0])
    (made,) = callinsight("calls", "explain", call.call_id, "--json").document["requests"]
    assert (made["rebuilt"], made["same"], made["problem"]) == (True, True, None)
    answer = callinsight("calls", "explain", call.call_id, "--request", 2)
    assert (answer.code, "Invalid value for --request: there are 1" in answer.told) == (2, True)


def test_what_cannot_be_made_again_is_said_and_the_command_fails(
    callinsight: Command, services: Services
) -> None:
    call = a_call_that_ran(services)
    assert isinstance(services.artifacts, FakeArtifactStore)
    assert call.transcript is not None
    del services.artifacts.objects[call.transcript.artifact]
    why = "The transcript's artifact is not in the bucket any more."
    answer = callinsight("calls", "explain", call.call_id)
    assert answer.code == 1
    assert answer.out.endswith(f"The requests cannot be made again. {why}\n")
    assert callinsight("calls", "explain", call.call_id, "--json").document["problem"] == why
    answer = callinsight("calls", "explain", call.call_id, "--request", 1)
    assert (answer.code, answer.out, answer.err) == (1, "", f"Error: {why}\n")


def test_a_call_without_an_analysis_has_nothing_to_explain(
    callinsight: Command, services: Services
) -> None:
    answer = callinsight("calls", "explain", a_waiting_call(services).call_id)
    assert (answer.code, "result_missing" in answer.err) == (1, True)
