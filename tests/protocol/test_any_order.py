"""Whatever happens in whatever order: no call is lost, frozen, overwritten or paid too often.

The invariants are those of docs/architecture.md, "Who runs a call". Hypothesis chooses deaths,
stalls, retries, cancels, outages, re-runs, replacements and erasures, one step of an execution at
a time; the record store, the dispatcher and every step are the real ones.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from ulid import ULID

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.dynamodb_calls import DynamoDBCallStore
from callinsight.domain.call import Call
from callinsight.domain.status import Status
from callinsight.steps import executions
from callinsight.steps.artifact_keys import artifact_prefix
from callinsight.table_definitions import calls_table
from tests.fakes.calls import FakeCallStore
from tests.protocol.machine import Machine, Process

T = TypeVar("T")
INDEX = st.integers(0, 9)


@pytest.fixture(autouse=True)
def killed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies between two writes writes nothing more, however long one waits."""
    monkeypatch.setattr(executions, "HAND_BACK_SECONDS", 0.0)


class AnyOrder(RuleBasedStateMachine):
    """One call, two dispatchers, two processes, and everything that can happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.world = Machine(self.make_store())
        self.run(self.world.set_up())

    def make_store(self) -> Any:
        """Return the store under test."""
        return FakeCallStore()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do one thing."""
        return self.loop.run_until_complete(work)

    @rule(number=st.integers(0, 1))
    def dispatcher_ticks(self, number: int) -> None:
        self.run(self.world.tick(number))

    @rule(index=INDEX, steps=st.integers(1, 6))
    def a_worker_is_quicker_than_the_dispatcher(self, index: int, steps: int) -> None:
        self.world.a_worker_is_quick(self._alive(index), steps)

    @rule(index=INDEX)
    def worker_takes_a_run(self, index: int) -> None:
        self.run(self.world.take_run(self._alive(index)))

    @rule(index=INDEX, steps=st.integers(1, 4))
    def an_execution_goes_on(self, index: int, steps: int) -> None:
        for _ in range(steps):
            if self.world.actors:
                self.run(self.world.step(self.world.actors[index % len(self.world.actors)]))

    @rule(seconds=st.sampled_from([1, 6, 25, 190, 700]))
    def time_passes(self, seconds: int) -> None:
        self.run(self.world.pass_time(seconds))

    @precondition(lambda self: self.world.actors and self.world.faults < 4)
    @rule(index=INDEX)
    def a_process_dies(self, index: int) -> None:
        self.run(self.world.kill(self._alive(index)))

    @precondition(lambda self: self.world.actors and self.world.faults < 4)
    @rule(index=INDEX)
    def a_process_stalls(self, index: int) -> None:
        self.world.stall(self._alive(index))

    @rule(kind=st.sampled_from(["refuse", "lose"]))
    def the_provider_fails_once(self, kind: str) -> None:
        self.world.provider_fails(kind)

    @rule()
    def prefect_goes_or_comes(self) -> None:
        self.world.runs.is_away = not self.world.runs.is_away

    @precondition(lambda self: self.world.runs.runs)
    @rule(index=INDEX)
    def a_person_cancels(self, index: int) -> None:
        self.run(self.world.cancel(self._run_id(index)))

    @precondition(lambda self: self.world.runs.runs)
    @rule(index=INDEX)
    def a_person_retries(self, index: int) -> None:
        self.run(self.world.retry(self._run_id(index)))

    @precondition(lambda self: not self.world.runs.is_away)
    @rule(index=INDEX)
    def a_person_starts_a_custom_run(self, index: int) -> None:
        self.run(self.world.custom_run(self._alive(index)))

    @rule()
    def a_person_reruns(self) -> None:
        self.run(self.world.rerun())

    @rule(version=st.integers(1, 2))
    def a_person_wants_a_version(self, version: int) -> None:
        self.run(self.world.use_version(version))

    @rule()
    def a_person_replaces_the_recording(self) -> None:
        self.run(self.world.replace())

    @rule()
    def the_event_comes_again(self) -> None:
        self.run(self.world.repeat_event())

    @rule(chance=st.integers(0, 9))
    def a_person_erases(self, chance: int) -> None:
        if chance == 0:
            self.run(self.world.erase())

    @invariant()
    def nothing_finished_is_overwritten(self) -> None:
        assert not self.world.violations

    @invariant()
    def nothing_is_paid_more_than_twice_and_twice_only_after_a_fault(self) -> None:
        most = 1 + min(1, self.world.faults)
        assert all(count <= most for count in self.world.paying.paid.values())

    @invariant()
    def a_completed_call_has_its_results(self) -> None:
        call = self.run(self.world.record())
        if call.status is Status.COMPLETED:
            assert call.transcript is not None
            assert call.transcript.artifact in self.world.artifacts.objects
            assert call.analysis is not None
            assert call.analysis["artifact"] in self.world.artifacts.objects

    def teardown(self) -> None:
        """When all faults have ended, the call ends by itself."""
        try:
            call = self.run(self.world.heal())
            self.nothing_finished_is_overwritten()
            self.nothing_is_paid_more_than_twice_and_twice_only_after_a_fault()
            self._everything_paid_is_booked(call)
            if call.erasure == "done":
                kept = [*self.world.artifacts.objects, *self.world.bucket.versions]
                assert not [key for key in kept if artifact_prefix(call.call_id) in key]
                assert not [key for key in kept if call.call_id in key]
        finally:
            self.run(self.world.close())
            self.loop.close()

    def _everything_paid_is_booked(self, call: Call) -> None:
        """Only a request that nobody may repeat any more can be missing: its answer never came."""
        paid, ledger = self.world.paying.paid, self.world.ledger
        booked = sum(spent.requests for spent in ledger.sums.values())
        assert all(min(spent.requests, spent.unknown) >= 0 for spent in ledger.sums.values())
        lost = call.request_open is not None or call.erased_at is not None
        assert booked + lost >= paid.total()
        assert sum(not line.assumed for line in ledger.lines.values()) <= paid.total()
        if call.erasure == "done":
            assert not ledger.lines

    def _alive(self, index: int) -> Process:
        alive = [process for process in self.world.processes if process.is_alive]
        return alive[index % len(alive)]

    def _run_id(self, index: int) -> str:
        ids = sorted(self.world.runs.runs)
        return ids[index % len(ids)]


_HEALTH = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def test_any_order_of_events_keeps_the_promises() -> None:
    run_machine(
        AnyOrder,
        settings=settings(
            max_examples=150,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=_HEALTH,
        ),
    )


def test_any_order_of_events_keeps_the_promises_on_dynamodb(
    ministack: AwsClients, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make_store(_: AnyOrder) -> DynamoDBCallStore:
        name = f"calls-{ULID()}"
        ministack.dynamodb.create_table(**calls_table(name))
        return DynamoDBCallStore(ministack.dynamodb, ministack.threads, name)

    monkeypatch.setattr(AnyOrder, "make_store", make_store)
    run_machine(
        AnyOrder,
        settings=settings(
            max_examples=15, stateful_step_count=40, deadline=None, suppress_health_check=_HEALTH
        ),
    )
