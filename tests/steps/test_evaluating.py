"""A version of a profile is evaluated over the golden set before calls use it."""

import asyncio
from collections.abc import Generator

import pytest

from callinsight.domain.budget import ALL
from callinsight.domain.errors.call import CallNotFoundError
from callinsight.domain.errors.deployment import ModelMissingError
from callinsight.domain.errors.profile import (
    NothingToEvaluateError,
    ProfileNotEvaluatedError,
    ProfileWorseError,
)
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    BudgetUsedUpError,
    OutcomeUnknownError,
    ProviderUnavailableError,
)
from callinsight.domain.profile_history import document_of
from callinsight.services import Services, using
from tests.builders import a_profile, a_run, fake_services, settings
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.engines import FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.prompted_model import BAD, BROKEN, GOOD, PromptedModel, a_labelled_call
from tests.steps.conftest import run_once


@pytest.fixture
def services() -> Generator[Services]:
    """Version 1 is current; 2 has a bad prompt, 3 gets no JSON, 4 says more to the same prompt."""
    profiles = FakeProfileStore(
        a_profile(version=2, system_prompt=BAD),
        a_profile(version=3, system_prompt=BROKEN),
        a_profile(version=4, system_prompt=f"{GOOD} Be brief."),
        a_profile(version=1, system_prompt=GOOD),
    )
    with using(fake_services(profile_store=profiles, language_model=PromptedModel())) as world:
        yield world


@pytest.fixture
def model(services: Services) -> PromptedModel:
    assert isinstance(services.language_model, PromptedModel)
    return services.language_model


async def _current(services: Services) -> int:
    return (await services.profile_versions.current("default")).version


async def test_a_planted_bad_prompt_does_not_become_current(services: Services) -> None:
    await a_labelled_call(services)
    with pytest.raises(ProfileWorseError) as refused:
        await services.evaluating.make_current("default", 2)
    assert "agreement, /resolved, /summary" in str(refused.value)
    assert await _current(services) == 1


async def test_what_no_budget_has_room_for_counts_as_no_request() -> None:
    priced = {"openai_model": "gpt-6-luna", "system_prompt": GOOD}
    profiles = FakeProfileStore(
        a_profile(version=2, **{**priced, "system_prompt": BAD}), a_profile(version=1, **priced)
    )
    model = PromptedModel()
    limited = settings(budget_usd_per_day=1)
    with using(
        fake_services(settings=limited, profile_store=profiles, language_model=model)
    ) as world:
        await a_labelled_call(world)
        before = model.paid_requests
        await world.budget_store.open_day(world.clock().date(), ALL, 1)
        for _ in range(3):
            with pytest.raises(BudgetUsedUpError):
                await world.evaluating.compare("default", 2)
    assert model.paid_requests == before


async def test_a_prompt_that_is_as_good_becomes_current(services: Services) -> None:
    await a_labelled_call(services)
    comparison = await services.evaluating.make_current("default", 4)
    assert (comparison.candidate.agreement, comparison.current.agreement) == (1.0, 1.0)
    assert await _current(services) == 4


async def test_a_version_stands_beside_the_best_one_that_was_current_before(
    services: Services, model: PromptedModel
) -> None:
    await a_labelled_call(services)
    await services.evaluating.compare("default", 2)
    await services.profile_store.make_current("default", 2)  # somebody insisted
    paid = model.paid_requests
    with pytest.raises(ProfileWorseError) as refused:
        await services.evaluating.make_current("default", 3)
    assert "worse than version 2, 1 by" in str(refused.value)
    again = await services.profile_versions.push("default", _as_bad(), make_current=False)
    comparison = await services.evaluating.compare("default", again.version)
    assert (comparison.worse_than, model.paid_requests - paid) == ((1,), 3)
    assert (await services.evaluating.make_current("default", 1)).worse == ()


def _as_bad() -> dict[str, object]:
    return document_of(a_profile(system_prompt=f"{BAD} Really.", name="As bad"))


async def test_a_look_at_few_calls_makes_no_version_current_and_pays_nothing(
    services: Services, model: PromptedModel
) -> None:
    await a_labelled_call(services)
    paid = model.paid_requests
    with pytest.raises(ProfileNotEvaluatedError):
        await services.evaluating.make_current("default", 4, most_calls=49)
    assert (await _current(services), model.paid_requests) == (1, paid)


async def test_a_version_is_not_current_beside_another_one_than_it_was_compared_with(
    services: Services, model: PromptedModel
) -> None:
    await a_labelled_call(services)
    model.asked.clear()
    model.hold()
    evaluation = asyncio.ensure_future(services.evaluating.make_current("default", 4))
    await model.asked.wait()
    await services.profile_store.make_current("default", 2)
    model.release()
    with pytest.raises(ProfileNotEvaluatedError):
        await evaluation
    assert await _current(services) == 2


async def test_answers_that_do_not_fit_the_schema_count_against_a_version(
    services: Services,
) -> None:
    await a_labelled_call(services)
    comparison = await services.evaluating.compare("default", 3)
    assert (comparison.candidate.schema_valid, comparison.current.schema_valid) == (0.0, 1.0)
    assert "schema_valid" in comparison.worse


async def test_nothing_is_transcribed_and_each_request_is_paid_once(
    services: Services, model: PromptedModel
) -> None:
    await a_labelled_call(services)
    transcriber = services.transcriber
    assert isinstance(transcriber, FakeTranscriber)
    before = (transcriber.paid_requests, model.paid_requests)
    first = await services.evaluating.compare("default", 2)
    assert (transcriber.paid_requests, model.paid_requests) == (before[0], before[1] + 1)
    again = await services.evaluating.compare("default", 2)
    assert (transcriber.paid_requests, model.paid_requests) == (before[0], before[1] + 1)
    assert again.worse == first.worse
    assert first.candidate.mean_seconds is not None
    assert again.candidate.mean_seconds is None


async def test_a_call_run_again_with_an_evaluated_version_pays_nothing(
    services: Services, model: PromptedModel
) -> None:
    call_id = await a_labelled_call(services)
    await services.evaluating.compare("default", 4)
    paid = model.paid_requests
    call = await services.reruns.rerun(call_id, from_step="persist", profile_version=4)
    await run_once(services, call_id, a_run(call))
    done = await services.reruns.existing(call_id)
    assert (done.analyses[-1].profile_version, model.paid_requests) == (4, paid)


async def test_a_request_whose_outcome_is_unknown_is_repeated_once(
    services: Services, model: PromptedModel
) -> None:
    await a_labelled_call(services)
    model.fail_with(AmbiguousOutcomeError("gone"), times=2)
    for _ in range(2):
        with pytest.raises(AmbiguousOutcomeError):
            await services.evaluating.compare("default", 2)
    with pytest.raises(OutcomeUnknownError):
        await services.evaluating.compare("default", 2)


async def test_a_request_of_an_evaluation_and_one_of_a_call_are_two_though_they_ask_alike(
    services: Services, model: PromptedModel
) -> None:
    """The evaluation's answer was lost; then the call itself is analyzed with the version."""
    call_id = await a_labelled_call(services)
    model.fail_with(AmbiguousOutcomeError("gone"))
    with pytest.raises(AmbiguousOutcomeError):
        await services.evaluating.compare("default", 2)
    again = await services.reruns.rerun(
        call_id, from_step="persist", profile_id="default", profile_version=2
    )
    await run_once(services, call_id, a_run(again))
    lines = await services.ledger.of_call(call_id)
    of_candidate = [line for line in lines if line.profile_version == 2]
    assert sorted(line.assumed for line in of_candidate) == [False, True]
    assert model.paid_requests == 2


async def test_an_evaluation_that_was_refused_goes_on_later(
    services: Services, model: PromptedModel
) -> None:
    await a_labelled_call(services)
    model.fail_with(ProviderUnavailableError("down"), times=3)
    for _ in range(3):
        with pytest.raises(ProviderUnavailableError):
            await services.evaluating.compare("default", 2)
    assert (await services.evaluating.compare("default", 2)).worse


async def test_labels_of_another_transcript_or_of_an_erased_call_are_left_out(
    services: Services,
) -> None:
    kept, erased, changed = [await a_labelled_call(services) for _ in range(3)]
    await services.changes.erase(erased)
    for label in await services.golden_store.labels_of(changed):
        await services.golden_store.put_label(
            label.model_copy(update={"transcript_sha256": "former"})
        )
    comparison = await services.evaluating.compare("default", 2)
    assert {field.call_id for field in comparison.fields} == {kept}
    assert (comparison.candidate.calls, comparison.left_out) == (1, 4)


async def test_a_set_is_as_large_as_it_may_be(services: Services, model: PromptedModel) -> None:
    for _ in range(3):
        await a_labelled_call(services)
    paid = model.paid_requests
    comparison = await services.evaluating.compare("default", 2, most_calls=2)
    assert (comparison.candidate.calls, model.paid_requests - paid) == (2, 2)


async def test_without_a_label_or_a_model_nothing_is_evaluated(services: Services) -> None:
    with pytest.raises(NothingToEvaluateError):
        await services.evaluating.make_current("default", 2)
    with using(fake_services(language_model=None)) as world, pytest.raises(ModelMissingError):
        await world.evaluating.compare("default", 1)
    assert await _current(services) == 1


async def test_an_answer_about_a_call_that_is_erased_meanwhile_is_not_kept(
    services: Services, model: PromptedModel
) -> None:
    call_id = await a_labelled_call(services)
    model.asked.clear()
    model.hold()
    evaluation = asyncio.ensure_future(services.evaluating.compare("default", 2))
    await model.asked.wait()
    before = await _answers(services, call_id)
    await services.changes.erase(call_id)
    model.release()
    with pytest.raises(CallNotFoundError):
        await evaluation
    assert await _answers(services, call_id) == before


async def _answers(services: Services, call_id: str) -> int:
    artifacts = services.artifacts
    assert isinstance(artifacts, FakeArtifactStore)
    return sum(call_id in key for key in artifacts.objects)


async def test_what_may_be_shown_anywhere_has_no_word_of_a_call(services: Services) -> None:
    await a_labelled_call(services)
    comparison = await services.evaluating.compare("default", 2)
    assert "refund" in comparison.model_dump_json()
    assert "refund" not in str(comparison.figures())
