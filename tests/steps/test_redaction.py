"""Redaction on its way: what is stored, what models read, and that nothing is paid again for it."""

import json
from collections.abc import Generator

import pytest

from callinsight.domain.call import Call
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.reruns import rerun
from callinsight.domain.transcript import Transcript
from callinsight.services import Services, using
from callinsight.steps.labelling import raw_key
from tests.builders import a_call_with_audio, a_profile, a_run, fake_services
from tests.domain.labelled import diarized
from tests.fakes.artifacts import FakeArtifactStore
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import RunCall, run_once

CARD = "4111 1111 1111 1111"
SPOKEN = "four one one one double one double one 1111 1111"


class CardTranscriber(FakeTranscriber):
    """Hears a customer give a card, in digits and in words."""

    words = (("agent", "hello how can i help"), ("customer", f"it is {CARD} so {SPOKEN}"))


@pytest.fixture
def services() -> Generator[Services]:
    """Services whose profile wants cards redacted."""
    profiles = FakeProfileStore(a_profile(redaction={}))
    with using(fake_services(transcriber=CardTranscriber(), profile_store=profiles)) as world:
        yield world


async def _done(services: Services, run_call: RunCall) -> Call:
    call = await a_call_with_audio(services)
    assert (await run_call(call)).kind == "Completed"
    return await services.reruns.existing(call.call_id)


async def _run_again(services: Services, run_call: RunCall, call: Call) -> Call:
    await services.calls.apply(rerun(call, services.clock(), from_step="persist"))
    assert (await run_call(call)).kind == "Completed"
    return await services.reruns.existing(call.call_id)


def _objects(services: Services) -> dict[str, bytes]:
    assert isinstance(services.artifacts, FakeArtifactStore)
    return services.artifacts.objects


def _with_the_card(services: Services) -> list[str]:
    """The keys of all artifacts that tell the card in any form."""
    return [
        key
        for key, body in _objects(services).items()
        if "1111 1111" in body.decode() or b'"1111"' in body or b"double" in body
    ]


def _paid(services: Services) -> tuple[int, int]:
    assert isinstance(services.transcriber, FakeTranscriber)
    assert isinstance(services.language_model, FakeLanguageModel)
    return services.transcriber.paid_requests, services.language_model.paid_requests


async def test_only_one_artifact_tells_what_was_redacted(
    services: Services, run_call: RunCall
) -> None:
    call = await _done(services, run_call)
    assert call.transcript is not None
    assert call.transcript.answer is not None
    assert _with_the_card(services) == [raw_key(call.call_id, call.transcript.answer)]
    assert "1111" not in call.model_dump_json().replace(call.call_id, "")


async def test_people_and_models_read_placeholders(services: Services, run_call: RunCall) -> None:
    call = await _done(services, run_call)
    transcript = await services.transcripts.of(call.call_id)
    assert transcript.turns[1].text == "it is [CARD_1] so [CARD_1]"
    assert isinstance(services.language_model, FakeLanguageModel)
    for request in services.language_model.requests:
        assert "[CARD_1]" in request.input
        assert "1111" not in request.input


async def test_the_record_tells_how_many_places_were_redacted_by_kind(
    services: Services, run_call: RunCall
) -> None:
    call = await _done(services, run_call)
    assert call.transcript is not None
    assert call.transcript.redacted == {"card": 2}


async def test_the_providers_answer_is_kept_without_the_card(
    services: Services, run_call: RunCall
) -> None:
    call = await _done(services, run_call)
    answer = json.loads(await services.transcripts.provider_answer(call.call_id))
    assert answer[1] == ["customer", "it is [CARD] so [CARD]"]


async def test_the_raw_transcript_has_the_roles_of_the_other(
    services: Services, run_call: RunCall
) -> None:
    call = await _done(services, run_call)
    raw = await services.transcripts.raw(call.call_id)
    assert raw.turns[1].text == f"it is {CARD} so {SPOKEN}"
    assert [turn.role for turn in raw.turns] == ["agent", "customer"]


async def test_a_swap_of_roles_keeps_the_redaction_and_both_transcripts_follow(
    services: Services, run_call: RunCall
) -> None:
    call = await _done(services, run_call)
    swapped = await services.role_swaps.swap(call.call_id)
    assert swapped.transcript is not None
    assert swapped.transcript.redacted == {"card": 2}
    assert len(_with_the_card(services)) == 1
    raw = await services.transcripts.raw(call.call_id)
    assert [turn.role for turn in raw.turns] == ["customer", "agent"]
    again = await _run_again(services, run_call, swapped)
    assert again.transcript == swapped.transcript


async def test_a_transcript_that_is_made_again_comes_from_the_raw_one_and_is_not_paid(
    services: Services, run_call: RunCall
) -> None:
    call = await _done(services, run_call)
    assert call.transcript is not None
    del _objects(services)[call.transcript.artifact]
    again = await _run_again(services, run_call, call)
    assert again.transcript == call.transcript
    assert _paid(services) == (1, 1)


async def test_a_crash_before_the_answer_was_redacted_is_made_good_by_the_next_run(
    services: Services, run_call: RunCall
) -> None:
    call = await _done(services, run_call)
    assert call.transcript is not None
    answer = next(key for key in _objects(services) if ".answer." in key and "/transcribe/" in key)
    _objects(services)[answer] = json.dumps(CardTranscriber.words).encode()
    del _objects(services)[call.transcript.artifact]
    await _run_again(services, run_call, call)
    assert len(_with_the_card(services)) == 1


async def test_turning_redaction_on_or_off_pays_nothing_and_shows_what_the_profile_says(
    run_call: RunCall, services: Services
) -> None:
    assert isinstance(services.profile_store, FakeProfileStore)
    stored = services.profile_store.stored
    on, off = a_profile(redaction={}), a_profile()
    call = await _done(services, run_call)
    for profile, text in ((off, f"it is {CARD} so {SPOKEN}"), (on, "it is [CARD_1] so [CARD_1]")):
        stored["default", 1] = profile
        call = await _run_again(services, run_call, call)
        assert (await services.transcripts.of(call.call_id)).turns[1].text == text
    assert _paid(services)[0] == 1


async def test_a_call_that_was_transcribed_before_is_redacted_once_its_profile_wants_it(
    run_call: RunCall, services: Services
) -> None:
    assert isinstance(services.profile_store, FakeProfileStore)
    services.profile_store.stored["default", 1] = a_profile()
    call = await _done(services, run_call)
    services.profile_store.stored["default", 1] = a_profile(redaction={})
    again = await _run_again(services, run_call, call)
    assert again.transcript is not None
    assert again.transcript.redacted == {"card": 2}
    answer = await services.transcripts.provider_answer(call.call_id)
    assert b"1111" not in answer
    assert _paid(services)[0] == 1


async def test_metrics_are_of_what_was_said_and_not_of_placeholders(
    services: Services, run_call: RunCall
) -> None:
    hidden = await _done(services, run_call)
    services.profile_store.stored["default", 1] = a_profile()  # type: ignore[attr-defined]
    shown = await _done(services, run_call)
    assert hidden.transcript is not None
    assert hidden.transcript.redacted == {"card": 2}
    assert hidden.metrics == shown.metrics
    swapped = [await services.role_swaps.swap(call.call_id) for call in (hidden, shown)]
    assert swapped[0].metrics == swapped[1].metrics
    assert (await _run_again(services, run_call, hidden)).metrics == swapped[0].metrics


def test_a_profile_that_redacts_nothing_has_the_fingerprints_it_had() -> None:
    assert "redaction" not in a_profile().analysis_part()
    assert a_profile().analysis_part() == a_profile(redaction={}).analysis_part()


class InterruptedTranscriber(FakeTranscriber):
    """Hears a customer give a card while the agent says yes."""

    words = (
        ("customer", "my card is 4111 1111"),
        ("agent", "sure thing"),
        ("customer", "1111 1111"),
    )

    def read(
        self, body: bytes, recording: Recording, settings: TranscriptionSettings
    ) -> Transcript:
        return diarized(json.loads(body))


async def test_a_card_is_in_no_answer_although_the_agent_spoke_in_between() -> None:
    profiles = FakeProfileStore(a_profile(redaction={}))
    transcriber = InterruptedTranscriber()
    with using(fake_services(transcriber=transcriber, profile_store=profiles)) as world:
        call = await a_call_with_audio(world)
        assert (await run_once(world, call.call_id, a_run(call))).kind == "Completed"
        answer = json.loads(await world.transcripts.provider_answer(call.call_id))
    assert [text for _, text in answer] == ["my card is [CARD]", "sure thing", "[CARD]"]
