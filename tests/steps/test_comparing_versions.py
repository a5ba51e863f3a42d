"""Two versions of choice over calls that nobody labelled."""

from collections.abc import Generator

import pytest

from callinsight.domain.errors.call import CallNotFoundError
from callinsight.domain.errors.deployment import ModelMissingError
from callinsight.domain.errors.profile import UnknownProfileError
from callinsight.services import Services, using
from tests.builders import a_call_with_recording, a_profile, a_run, fake_services
from tests.fakes.engines import FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.prompted_model import BAD, BROKEN, GOOD, PromptedModel
from tests.steps.conftest import run_once


@pytest.fixture
def services() -> Generator[Services]:
    profiles = FakeProfileStore(
        a_profile(version=2, system_prompt=BAD),
        a_profile(version=3, system_prompt=f"{BAD} Really."),
        a_profile(version=4, system_prompt=BROKEN),
        a_profile(version=1, system_prompt=GOOD),
    )
    with using(fake_services(profile_store=profiles, language_model=PromptedModel())) as world:
        yield world


async def a_call(services: Services, audio: bytes = b"sound") -> str:
    call = await a_call_with_recording(services, audio)
    await run_once(services, call.call_id, a_run(call))
    return call.call_id


async def run_with(services: Services, call_id: str, version: int) -> None:
    call = await services.reruns.rerun(call_id, from_step="persist", profile_version=version)
    await run_once(services, call_id, a_run(call))


def paid(services: Services) -> int:
    assert isinstance(services.language_model, PromptedModel)
    return services.language_model.paid_requests


async def test_what_was_answered_before_is_compared_for_nothing(services: Services) -> None:
    both, one = await a_call(services), await a_call(services, b"other")
    await run_with(services, both, 2)
    before = paid(services)
    found = await services.comparing.compare("default", 1, 2)
    assert (found.calls, found.left_out, found.unchanged) == (1, 1, 0)
    assert {change.call_id for change in found.changes} == {both}
    assert [(row.pointer, row.changed) for row in found.fields] == [
        ("/resolved", 1),
        ("/summary", 1),
    ]
    turned = await services.comparing.compare("default", 2, 1, call_ids=[both, one])
    assert turned.changes[0].before == found.changes[0].after
    assert paid(services) == before


async def test_what_is_missing_is_asked_on_wish_and_paid_once(services: Services) -> None:
    for number in range(3):
        await a_call(services, f"call {number}".encode())
    before = paid(services)
    found = await services.comparing.compare("default", 2, 3, most_calls=2, ask=True)
    assert (found.calls, found.unchanged, found.changes) == (2, 2, ())
    assert paid(services) == before + 4
    again = await services.comparing.compare("default", 2, 3, most_calls=2, ask=True)
    assert (again.unchanged, paid(services)) == (2, before + 4)


async def test_answers_that_do_not_fit_are_left_out(services: Services) -> None:
    await a_call(services)
    found = await services.comparing.compare("default", 1, 4, ask=True)
    assert (found.calls, found.left_out) == (0, 1)


async def test_without_a_model_answers_of_former_runs_are_compared(services: Services) -> None:
    call_id = await a_call(services)
    await run_with(services, call_id, 2)
    keyless = fake_services(
        profile_store=services.profile_store,
        calls=services.calls,
        artifacts=services.artifacts,
        language_model=None,
    )
    with using(keyless) as world:
        assert (await world.comparing.compare("default", 1, 2)).calls == 1
        with pytest.raises(ModelMissingError):
            await world.comparing.compare("default", 1, 2, ask=True)


async def test_answers_about_another_transcript_are_not_compared(services: Services) -> None:
    call_id = await a_call(services)
    await run_with(services, call_id, 2)
    call = await services.reruns.rerun(call_id, from_step="transcribe", profile_version=1)
    assert isinstance(services.transcriber, FakeTranscriber)
    services.transcriber.words = (("agent", "hello"), ("customer", "i want something else"))
    await run_once(services, call_id, a_run(call))
    found = await services.comparing.compare("default", 1, 2)
    assert (found.calls, found.left_out) == (0, 1)


async def test_an_erased_call_or_an_unknown_version_is_refused(services: Services) -> None:
    call_id = await a_call(services)
    await services.changes.erase(call_id)
    assert (await services.comparing.compare("default", 1, 2)).left_out == 0
    with pytest.raises(CallNotFoundError):
        await services.comparing.compare("default", 1, 2, call_ids=[call_id])
    with pytest.raises(UnknownProfileError):
        await services.comparing.compare("default", 1, 9)
