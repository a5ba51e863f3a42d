"""Our requests and the stub's answers, held against the types that OpenAI's SDK ships."""

from collections.abc import Iterator
from typing import Any

import pytest
from openai.types.chat import ChatCompletion
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
from openai.types.responses import Response
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming
from pydantic import TypeAdapter, ValidationError

from callinsight.adapters.openai import OpenAILanguageModel
from callinsight.adapters.openai_requests import chat_request, responses_request
from callinsight.domain.prompt import ModelRequest, requests_of
from tests.adapters.conftest import Guard
from tests.builders import a_profile
from tests.domain.speech import a_transcript, agent, customer
from tests.stubs.running import StubProviders

ROUTES: list[tuple[Any, TypeAdapter[Any]]] = [
    (responses_request, TypeAdapter(ResponseCreateParamsNonStreaming)),
    (chat_request, TypeAdapter(CompletionCreateParamsNonStreaming)),
]


def questions(request_: ModelRequest) -> Iterator[ModelRequest]:
    """A request with every combination of wishes, to models of each family."""
    for model in ("gpt-4o", "gpt-6-luna", "gpt-6-astra"):
        for temperature in (None, 0.0, 0.7):
            for effort in (None, "none", "low", "max"):
                for limit in (None, 4000):
                    wishes = {"temperature": temperature, "reasoning_effort": effort}
                    yield request_.model_copy(
                        update={"model": model, "max_output_tokens": limit, **wishes}
                    )


def known(value: Any) -> Any:
    """Return what a validated value holds; pydantic reads iterables only when they are used."""
    if isinstance(value, dict):
        return {name: known(item) for name, item in value.items()}
    if isinstance(value, str | int | float | None):
        return value
    return [known(item) for item in value]


@pytest.mark.parametrize("build", [build for build, _ in ROUTES], ids=["responses", "chat"])
def test_separate_questions_differ_in_their_last_line_alone(build: Any) -> None:
    profile = a_profile(comprehensive_analysis=False)
    said = a_transcript(agent(0, 1, "hello"), customer(2, 3, "goodbye"))
    first, second = (str(build(request, own=True)) for request in requests_of(profile, said))
    ending = "in the field `summary`: What happened?"
    assert first.replace(ending, "in the field `resolved`: Was it solved?") == second


@pytest.mark.parametrize(("build", "documented"), ROUTES, ids=["responses", "chat"])
@pytest.mark.parametrize("own", [True, False])
def test_every_parameter_we_send_is_one_that_the_sdk_documents(
    build: Any, documented: TypeAdapter[Any], own: bool, request_: ModelRequest
) -> None:
    for question in questions(request_):
        parameters = build(question, own=own)
        # Names that the types do not know would be missing in what they let through.
        assert known(documented.validate_python(parameters)) == parameters


@pytest.mark.parametrize(("build", "documented"), ROUTES, ids=["responses", "chat"])
@pytest.mark.parametrize(
    "wrong", [{"store": "never"}, {"temperature": "hot"}, {"reasoning_effort": "a bit"}, {"x": 1}]
)
def test_the_check_itself_notices_what_is_wrong(
    build: Any, documented: TypeAdapter[Any], wrong: dict[str, Any], request_: ModelRequest
) -> None:
    parameters = build(request_, own=True) | wrong
    try:
        passed = known(documented.validate_python(parameters)) == parameters
    except ValidationError:
        passed = False
    assert not passed


@pytest.mark.parametrize("step", [{}, {"refusal": True}, {"incomplete": "max_output_tokens"}])
async def test_the_stubs_answers_are_of_the_sdks_own_shape(
    model: OpenAILanguageModel,
    stubs: StubProviders,
    request_: ModelRequest,
    guard: Guard,
    step: dict[str, Any],
) -> None:
    stubs.script("openai", step)
    body = await model.request(request_, guard)
    (sent,) = stubs.requests("openai")
    shape = Response if sent["route"] == "responses" else ChatCompletion
    assert shape.model_validate_json(body).usage is not None
