"""Swapped roles: free, kept by later runs, and taken back by a second swap."""

import pytest

from callinsight.domain.call import Call
from callinsight.domain.category import Category, Rule
from callinsight.domain.errors.call import CallNotFoundError, ConflictError, RolesUnknownError
from callinsight.domain.reruns import rerun
from callinsight.domain.speaker_role import SpeakerRole
from callinsight.domain.transcript import Transcript
from callinsight.domain.uploads import accepted
from callinsight.services import Services, using
from tests.builders import (
    PINNED,
    a_call_with_audio,
    a_profile,
    a_recording_object,
    a_run,
    fake_services,
)
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import RunCall, run_once


async def _done(services: Services, run_call: RunCall) -> Call:
    call = await a_call_with_audio(services)
    assert (await run_call(call)).kind == "Completed"
    return await services.reruns.existing(call.call_id)


async def _transcript(services: Services, call: Call) -> Transcript:
    assert call.transcript is not None
    body = await services.artifacts.get(call.transcript.artifact)
    assert body is not None
    return Transcript.model_validate_json(body)


def _paid(services: Services) -> tuple[int, int]:
    assert isinstance(services.transcriber, FakeTranscriber)
    assert isinstance(services.language_model, FakeLanguageModel)
    return services.transcriber.paid_requests, services.language_model.paid_requests


async def test_a_swap_exchanges_roles_and_metrics_and_pays_nothing(
    services: Services, run_call: RunCall
) -> None:
    call = await _done(services, run_call)
    before = await _transcript(services, call)
    swapped = await services.role_swaps.swap(call.call_id)
    after = await _transcript(services, swapped)
    assert [turn.role for turn in before.turns] == ["agent", "customer"]
    assert [turn.role for turn in after.turns] == ["customer", "agent"]
    assert [turn.id for turn in after.turns] == [turn.id for turn in before.turns]
    assert {known.source for known in after.roles.values()} == {"person"}
    assert call.metrics is not None
    assert swapped.metrics is not None
    for metric in ("talk_time_seconds", "longest_monologue_seconds", "turns"):
        was, now = call.metrics[metric], swapped.metrics[metric]
        assert (now["agent"], now["customer"]) == (was["customer"], was["agent"])
    assert (swapped.status, swapped.costs, swapped.attempt) == (call.status, call.costs, 1)
    assert _paid(services) == (1, 1)


async def test_a_swap_makes_the_analysis_stale_and_a_second_one_gives_back_what_was(
    services: Services, run_call: RunCall
) -> None:
    call = await _done(services, run_call)
    once = await services.role_swaps.swap(call.call_id)
    assert (call.analysis_stale, once.analysis_stale) == (False, True)
    assert once.analysis == call.analysis
    twice = await services.role_swaps.swap(call.call_id)
    assert not twice.analysis_stale
    unchanged = {"updated_at"}
    assert twice.model_dump(exclude=unchanged) == call.model_dump(exclude=unchanged)


async def test_rules_about_roles_are_applied_to_the_exchanged_ones() -> None:
    by_customer = Category(name="refund_wish", any_of=(Rule(said=("refund",), role="customer"),))
    profiles = FakeProfileStore(a_profile(categories=[by_customer.model_dump()]))
    with using(fake_services(profile_store=profiles)) as services:
        call = await a_call_with_audio(services)
        await run_once(services, call.call_id, a_run(call))
        seen = []
        for _ in range(2):
            swapped = await services.role_swaps.swap(call.call_id)
            assert swapped.evaluation is not None
            seen.append(swapped.evaluation.categories[0].applies)
        assert seen == [False, True]
        services.heartbeat.stop()


async def test_a_later_run_keeps_the_swap_and_only_analyzes_anew(
    services: Services, run_call: RunCall
) -> None:
    call = await _done(services, run_call)
    swapped = await services.role_swaps.swap(call.call_id)
    await services.calls.apply(rerun(swapped, services.clock(), from_step="persist"))
    await run_call(swapped)
    again = await services.reruns.existing(call.call_id)
    assert again.transcript == swapped.transcript
    assert again.steps["transcribe"].reused
    assert not again.analysis_stale
    assert _paid(services) == (1, 2)


async def test_a_new_transcription_keeps_the_swap_and_a_new_recording_does_not(
    services: Services, run_call: RunCall
) -> None:
    call = await _done(services, run_call)
    swapped = await services.role_swaps.swap(call.call_id)
    await services.calls.apply(rerun(swapped, services.clock(), from_step="transcribe"))
    await run_call(swapped)
    again = await services.reruns.existing(call.call_id)
    turns = (await _transcript(services, again)).turns
    assert [turn.role for turn in turns] == ["customer", "agent"]
    write = accepted(again, services.clock(), a_recording_object(), PINNED)
    assert write.values["speaker_roles"] == {}


async def test_roles_of_a_call_that_has_not_ended_or_has_none_are_not_swapped(
    services: Services, run_call: RunCall
) -> None:
    waiting = await a_call_with_audio(services)
    with pytest.raises(ConflictError):
        await services.role_swaps.swap(waiting.call_id)
    done = await _done(services, run_call)
    await services.calls.apply(rerun(done, services.clock(), from_step="analyze"))
    with pytest.raises(ConflictError):
        await services.role_swaps.swap(done.call_id)
    with pytest.raises(CallNotFoundError):
        await services.role_swaps.swap("0" * 26)


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ({}, "No speakers were told apart"),
        ({"speaker_0": SpeakerRole()}, "No speakers were told apart"),
        ({"speaker_0": SpeakerRole(), "speaker_1": SpeakerRole()}, "not known who"),
        (None, "no transcript"),
    ],
)
async def test_a_call_whose_roles_nobody_knows_says_so(
    services: Services,
    run_call: RunCall,
    monkeypatch: pytest.MonkeyPatch,
    roles: dict[str, SpeakerRole] | None,
    told: str,
) -> None:
    call = await _done(services, run_call)
    assert call.transcript is not None
    known = None if roles is None else call.transcript.model_copy(update={"roles": roles})

    async def found(_: str) -> Call:
        return call.model_copy(update={"transcript": known})

    monkeypatch.setattr(services.reruns, "existing", found)
    with pytest.raises(RolesUnknownError, match=told):
        await services.role_swaps.swap(call.call_id)


async def test_two_swaps_at_once_are_one_swap(
    services: Services, run_call: RunCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = await _done(services, run_call)
    await services.role_swaps.swap(call.call_id)

    async def seen_before(_: str) -> Call:
        return call

    monkeypatch.setattr(services.reruns, "existing", seen_before)
    with pytest.raises(ConflictError):
        await services.role_swaps.swap(call.call_id)
    stored = await services.calls.get(call.call_id)
    assert stored is not None
    assert stored.speaker_roles == {"channel_0": "customer", "channel_1": "agent"}
