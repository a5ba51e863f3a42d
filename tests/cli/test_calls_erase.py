"""`callinsight calls erase`."""

import asyncio
import io

import pytest

from callinsight.services import Services
from tests.cli.calls import a_call_that_ran, the_call
from tests.cli.conftest import Command


def test_a_call_is_erased_without_a_question_if_told_so(
    callinsight: Command, services: Services
) -> None:
    call_id = a_call_that_ran(services).call_id
    answer = callinsight("calls", "erase", call_id, "--yes")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == f"Call {call_id} is erased; the intake deletes its data.\n"
    assert callinsight("calls", "show", call_id).code == 1
    again = callinsight("calls", "erase", call_id, "--yes")
    assert (again.code, "call_not_found" in again.err) == (1, True)
    (line,) = asyncio.run(services.audit.of_call(call_id))
    assert (line.kind, line.action) == ("command", "call.erase")


@pytest.mark.parametrize(("said", "is_left"), [("n\n", True), ("", True), ("y\n", False)])
def test_a_person_is_asked_first(
    callinsight: Command,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    is_left: bool,
) -> None:
    call_id = a_call_that_ran(services).call_id
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    assert callinsight("calls", "erase", call_id).code == int(is_left)
    if is_left:
        assert the_call(services, call_id).erased_at is None
