"""`callinsight calls cancel`."""

from callinsight.services import Services
from tests.cli.calls import a_waiting_call, the_call
from tests.cli.conftest import Command


def test_calls_are_cancelled_and_one_that_has_ended_is_named(
    callinsight: Command, services: Services
) -> None:
    calls = [a_waiting_call(services).call_id for _ in range(2)]
    assert callinsight("calls", "cancel", *calls).code == 0
    assert {the_call(services, call_id).status for call_id in calls} == {"Failed"}
    again = callinsight("calls", "cancel", calls[0])
    assert again.code == 1
    assert "(call_ended)" in again.told
