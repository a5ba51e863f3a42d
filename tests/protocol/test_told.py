"""Whatever happens in whatever order: how a call ended is told, and nothing else is due for it."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from callinsight.adapters.telling_calls import TellingCallStore
from callinsight.clock import utc_now
from callinsight.dispatcher.outbox import Outbox
from callinsight.domain.call import lane_of
from callinsight.domain.delivery import target_of
from callinsight.domain.status import Status
from tests.fakes.calls import FakeCallStore
from tests.fakes.deliveries import FakeDeliveryStore
from tests.protocol.test_any_order import AnyOrder, killed_at_once

__all__ = ["killed_at_once"]
TARGETS = (target_of("https://here.example/"), target_of("https://there.example/"))
EVENTS = {Status.COMPLETED: "call.completed", Status.FAILED: "call.failed"}


class ToldInAnyOrder(AnyOrder):
    """The same world, in which two systems want to be told."""

    def __init__(self) -> None:
        super().__init__()
        self.deliveries = FakeDeliveryStore()
        clock = self.world.clock
        self.outbox = Outbox(self.world.calls, self.deliveries, TARGETS, clock)

    def make_store(self) -> Any:
        """Return the store under test, telling."""
        return TellingCallStore(FakeCallStore(), utc_now)

    @rule()
    def news_is_handed_over(self) -> None:
        self.run(self.outbox.run())

    @invariant()
    def an_ended_call_is_due_only_for_its_news(self) -> None:
        call = self.run(self.world.record())
        assert call.lane == lane_of(call)
        if call.is_terminal and call.erased_at is None:
            assert (call.lane == "notify") is bool(call.untold)

    def teardown(self) -> None:
        """How the call ended in the end is what everybody was told last."""
        try:
            call = self.run(self.world.heal())
            self.run(self.outbox.run())
            if call.erased_at is None:
                last = call.latest_news
                assert last is not None
                assert last.event == EVENTS[call.status]
                told = {d.delivery_id for d in self.deliveries.deliveries}
                assert told >= {f"{last.id}-{target.name}" for target in TARGETS}
                assert len(self.deliveries.deliveries) % len(TARGETS) == 0
        finally:
            super().teardown()


def test_the_end_of_a_call_is_told_whatever_happens() -> None:
    run_machine(
        ToldInAnyOrder,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
