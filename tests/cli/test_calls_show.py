"""`callinsight calls show` and `callinsight calls rerun`."""

import asyncio

import pytest

from callinsight.domain.erasure import tombstone
from callinsight.domain.status import Status
from callinsight.services import Services
from tests.builders import a_profile, a_run
from tests.cli.calls import a_call_that_ran, a_waiting_call, the_call
from tests.cli.conftest import Command
from tests.fakes.engines import FakeLanguageModel, FakeTranscriber
from tests.fakes.profiles import FakeProfileStore
from tests.steps.conftest import run_once

NO_CALL = (
    "Error: There is no call with this id. (call_not_found)\n"
    "Hint: Check the call id; `callinsight calls list` shows what is there.\n"
)


def test_a_call_is_shown_with_what_was_said_and_found(
    callinsight: Command, services: Services
) -> None:
    call = a_call_that_ran(services)
    answer = callinsight("calls", "show", call.call_id)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines()[1] == f"call.wav  {call.call_id}  Completed"
    for words in ("hello how can i help", "Talk metrics", "an answer", "profile default@1"):
        assert words in answer.out


def test_a_call_is_one_document_for_programs(callinsight: Command, services: Services) -> None:
    call = a_call_that_ran(services)
    document = callinsight("calls", "show", call.call_id, "--json").document
    assert (document["call_id"], document["status"]) == (call.call_id, "Completed")
    assert document["analysis"]["answers"] == {"summary": "an answer", "resolved": "an answer"}
    assert [turn["role"] for turn in document["transcript"]["turns"]] == ["agent", "customer"]


def test_a_call_that_waits_is_shown_without_results(
    callinsight: Command, services: Services
) -> None:
    call = a_waiting_call(services)
    document = callinsight("calls", "show", call.call_id, "--json").document
    assert (document["status"], document["steps"]) == ("Queued", [])
    assert document["transcript"] is document["analysis"] is document["failure"] is None


@pytest.mark.parametrize("command", ["show", "rerun"])
@pytest.mark.parametrize("call_id", ["0" * 26, "x", "../x", ""])
def test_an_unknown_call_is_one_sentence_and_a_hint(
    callinsight: Command, services: Services, command: str, call_id: str
) -> None:
    answer = callinsight("calls", command, call_id)
    assert (answer.code, answer.out, answer.err) == (1, "", NO_CALL)


def test_an_erased_call_is_an_unknown_one(callinsight: Command, services: Services) -> None:
    call = a_waiting_call(services)
    asyncio.run(services.calls.apply(tombstone(call, services.clock())))
    assert callinsight("calls", "show", call.call_id).err == NO_CALL


@pytest.mark.parametrize(
    ("options", "heard", "asked"),
    [([], 1, 1), (["--from", "analyze"], 1, 2), (["--from", "transcribe"], 2, 2)],
)
def test_a_rerun_queues_the_call_and_pays_only_from_the_given_step_on(
    callinsight: Command, services: Services, options: list[str], heard: int, asked: int
) -> None:
    call_id = a_call_that_ran(services).call_id
    answer = callinsight("calls", "rerun", call_id, *options)
    assert (answer.code, answer.out) == (0, f"Call {call_id} is queued again (attempt 2).\n")
    queued = the_call(services, call_id)
    assert queued.status is Status.QUEUED
    asyncio.run(run_once(services, call_id, a_run(queued)))
    assert isinstance(services.transcriber, FakeTranscriber)
    assert isinstance(services.language_model, FakeLanguageModel)
    paid = services.transcriber.paid_requests, services.language_model.paid_requests
    assert paid == (heard, asked)


def test_a_rerun_may_use_another_profile(callinsight: Command, services: Services) -> None:
    store = services.profile_store
    assert isinstance(store, FakeProfileStore)
    store.stored["sales", 4] = a_profile("sales", 4)
    store.pointers["sales"] = 4
    call_id = a_call_that_ran(services).call_id
    assert callinsight("calls", "rerun", call_id, "--profile", "sales").code == 0
    queued = the_call(services, call_id)
    assert (queued.profile_id, queued.profile_version) == ("sales", 4)


def test_a_rerun_may_try_a_version_that_is_not_current(
    callinsight: Command, services: Services
) -> None:
    call_id = a_call_that_ran(services).call_id
    refused = callinsight("calls", "rerun", call_id, "--profile-version", "2")
    assert (refused.code, "(profile_version_not_found)" in refused.err) == (1, True)
    asyncio.run(services.profile_store.add(a_profile(version=2)))
    assert callinsight("calls", "rerun", call_id, "--profile-version", "2").code == 0
    assert the_call(services, call_id).profile_version == 2


def test_a_call_that_is_about_to_start_is_not_started_again(
    callinsight: Command, services: Services
) -> None:
    call = a_waiting_call(services)
    answer = callinsight("calls", "rerun", call.call_id)
    assert answer.code == 1
    assert "(conflict)" in answer.err
    assert the_call(services, call.call_id) == call


def test_a_wrong_step_is_named(callinsight: Command, services: Services) -> None:
    answer = callinsight("calls", "rerun", "0" * 26, "--from", "upload")
    assert answer.code == 2
    assert "'upload' is not one of 'fetch_audio', 'transcribe', 'analyze', 'persist'" in answer.told


def test_roles_are_shown_and_swapped(callinsight: Command, services: Services) -> None:
    call_id = a_call_that_ran(services).call_id
    shown = callinsight("calls", "show", call_id)
    assert "agent channel_0, customer channel_1 (by channel)" in shown.out
    assert "Stale" not in shown.out
    answer = callinsight("calls", "swap-roles", call_id)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        f"Call {call_id}: customer channel_0, agent channel_1 (by a person).",
        "Its analysis is of the roles before: `callinsight calls rerun` makes it anew.",
    ]
    assert (
        "Stale: the roles changed after this analysis." in callinsight("calls", "show", call_id).out
    )
    assert callinsight("calls", "show", call_id, "--json").document["analysis_stale"] is True


def test_roles_of_a_call_that_waits_are_not_swapped(
    callinsight: Command, services: Services
) -> None:
    answer = callinsight("calls", "swap-roles", a_waiting_call(services).call_id)
    assert answer.code == 1
    assert "(conflict)" in answer.err


def test_what_a_command_changes_is_in_the_audit(callinsight: Command, services: Services) -> None:
    call_id = a_call_that_ran(services).call_id
    callinsight("calls", "swap-roles", call_id)
    callinsight("calls", "rerun", call_id, "--from", "analyze")
    callinsight("calls", "rerun", call_id)  # refused: it is about to start
    lines = asyncio.run(services.audit.of_call(call_id))
    assert [(line.kind, line.action) for line in lines] == [
        ("command", "call.rerun"),
        ("command", "call.change"),
    ]
