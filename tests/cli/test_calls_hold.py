"""`callinsight calls hold` and `release`."""

import asyncio

from callinsight.services import Services
from tests.cli.calls import a_call_that_ran, the_call
from tests.cli.conftest import Command


def test_a_held_call_is_kept_until_it_is_released(callinsight: Command, services: Services) -> None:
    call_id = a_call_that_ran(services).call_id
    answer = callinsight("calls", "hold", call_id, "--reason", " a dispute ")
    assert answer.out == f"Call {call_id} is held; nobody can erase it.\n"
    hold = the_call(services, call_id).hold
    assert hold is not None
    assert (hold.reason, hold.author) == ("a dispute", "command line")

    refused = callinsight("calls", "erase", call_id, "--yes")
    assert (refused.code, "call_held" in refused.err) == (1, True)
    assert "Held by command line: a dispute" in callinsight("calls", "show", call_id).out
    released = callinsight("calls", "release", call_id).out
    assert released == f"Call {call_id} is released; it can be erased.\n"
    assert "was not held" in callinsight("calls", "release", call_id).out
    assert callinsight("calls", "erase", call_id, "--yes").code == 0
    lines = asyncio.run(services.audit.of_call(call_id))
    assert [line.action for line in lines] == [
        "call.erase",
        "call.release",
        "call.release",
        "call.hold",
    ]


def test_a_hold_needs_a_reason(callinsight: Command, services: Services) -> None:
    call_id = a_call_that_ran(services).call_id
    assert callinsight("calls", "hold", call_id).code == 2
    assert callinsight("calls", "hold", call_id, "--reason", " ").code == 2
