"""The line before a provider, in any order of events: slots, order, and one probe."""

import heapq

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from callinsight.domain.circuit import FAILURES_IN_A_ROW, Admission, Circuit
from callinsight.domain.concurrency import AdaptiveLimit
from callinsight.domain.errors.base import CallInsightError, ServiceUnavailableError
from callinsight.domain.errors.provider import (
    AmbiguousOutcomeError,
    ConcurrencyLimitError,
    ProviderKeyError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RateLimitedError,
)
from callinsight.domain.provider_line import ProviderLine, Ticket

FAILURES: list[CallInsightError] = [
    ProviderUnavailableError("down"),
    ProviderKeyError("no key"),
    ProviderRefusedError("no"),
    RateLimitedError("slow", 5.0),
    ConcurrencyLimitError("full"),
    ServiceUnavailableError("our own store"),
]


class AnyWeather(RuleBasedStateMachine):
    """Requests come, are answered, fail and are cancelled, while the time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.limit = AdaptiveLimit(5)
        self.circuit = Circuit(lambda: 0.5)
        self.line = ProviderLine(self.limit, self.circuit)
        self.waiting: list[Ticket] = []
        self.sending: list[Ticket] = []

    def _move(self) -> None:
        for ticket in self.line.sent_away(self.now):
            self.waiting.remove(ticket)
        was_open = self.circuit.reason is not None
        before = self.line.held
        admitted = self.line.admit(self.now)
        if was_open:
            assert len(admitted) <= 1  # the probe
        for ticket in admitted:
            ahead = [w for w in self.waiting if w.lane == ticket.lane]
            assert ahead[0] is ticket
            if ticket.lane == "backfill":
                assert not any(w.lane == "live" for w in self.waiting)
            self.waiting.remove(ticket)
        if any(ticket.lane != "collecting" for ticket in admitted) and not any(
            ticket.lane == "collecting" for ticket in (*self.sending, *admitted)
        ):
            assert before + sum(t.held for t in admitted) <= self.limit.allowed
        self.sending += admitted

    @rule(lane=st.sampled_from(["collecting", "live", "backfill"]), slots=st.integers(1, 9))
    def join(self, lane: str, slots: int) -> None:
        ticket = Ticket(lane, slots)  # type: ignore[arg-type]
        self.waiting.append(ticket)
        self.line.join(ticket)
        self._move()

    @precondition(lambda self: self.sending)
    @rule(data=st.data())
    def succeed(self, data: st.DataObject) -> None:
        ticket = self.sending.pop(data.draw(st.integers(0, len(self.sending) - 1)))
        self.line.answered(ticket, self.now)
        self.line.leave(ticket)
        self._move()

    @precondition(lambda self: self.sending)
    @rule(data=st.data(), error=st.sampled_from(FAILURES))
    def fail(self, data: st.DataObject, error: CallInsightError) -> None:
        ticket = self.sending.pop(data.draw(st.integers(0, len(self.sending) - 1)))
        self.line.learn_from(error, ticket, self.now)
        self.line.leave(ticket)
        self._move()

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        both = self.waiting + self.sending
        if both:
            ticket = both[data.draw(st.integers(0, len(both) - 1))]
            (self.waiting if ticket in self.waiting else self.sending).remove(ticket)
            self.line.leave(ticket)
            self._move()

    @rule(seconds=st.sampled_from([0.5, 10.0, 61.0, 400.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        self._move()

    @rule(current=st.integers(0, 20), maximum=st.integers(1, 20))
    def report(self, current: int, maximum: int) -> None:
        self.limit.reported(current, maximum, self.line.held)

    @invariant()
    def slots_are_those_of_who_is_sending(self) -> None:
        assert self.line.held == sum(ticket.held for ticket in self.sending)

    def teardown(self) -> None:
        """Whoever waits is served or sent away once the others end and the provider answers."""
        for _ in range(200):
            if not self.waiting and not self.sending:
                return
            self.now += 61.0
            self._move()
            for ticket in list(self.sending):
                self.sending.remove(ticket)
                self.line.answered(ticket, self.now)
                self.line.leave(ticket)
            self._move()
        raise AssertionError("somebody starves")


AnyWeather.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyWeather = AnyWeather.TestCase


def opened(circuit: Circuit, now: float) -> None:
    for _ in range(FAILURES_IN_A_ROW):
        circuit.failed(circuit.enter(), now)


def test_pauses_double_up_to_a_quarter_of_an_hour_and_start_anew_after_a_success() -> None:
    circuit, now, pauses = Circuit(lambda: 0.0), 0.0, []
    opened(circuit, now)
    for _ in range(7):
        began = now
        while circuit.admission(now) is Admission.STAY_AWAY:
            now += 1
        pauses.append(now - began)
        circuit.failed(circuit.enter(), now)
    assert pauses == [30, 60, 120, 240, 480, 900, 900]
    now += 900
    assert circuit.answered(circuit.enter(), now)
    opened(circuit, now)
    assert circuit.admission(now + 29) is Admission.STAY_AWAY
    assert circuit.admission(now + 30) is Admission.GO


def test_a_refused_account_opens_at_once_and_is_asked_ever_less_often() -> None:
    circuit = Circuit(lambda: 0.0)
    assert circuit.refused(circuit.enter(), 0.0, "provider_key_rejected")
    assert circuit.admission(299) is Admission.STAY_AWAY
    assert not circuit.refused(circuit.enter(), 300.0, "provider_key_rejected")
    assert circuit.admission(899) is Admission.STAY_AWAY
    assert circuit.admission(900) is Admission.GO


def test_what_was_sent_before_the_circuit_opened_does_not_close_it() -> None:
    circuit = Circuit(lambda: 0.0)
    early = circuit.enter()
    opened(circuit, 0.0)
    assert not circuit.answered(early, 1.0)
    assert circuit.reason == "provider_unavailable"


def test_a_probe_without_news_leaves_the_question_to_the_next_one() -> None:
    circuit = Circuit(lambda: 0.0)
    opened(circuit, 0.0)
    probe = circuit.enter()
    assert circuit.admission(31) is Admission.WAIT
    circuit.left(probe)
    assert circuit.admission(31) is Admission.GO


@pytest.mark.parametrize("count", [3, 400, 3600])
def test_calls_come_back_one_after_the_other_before_the_pause_may_end_again(count: int) -> None:
    circuit = Circuit()
    opened(circuit, 0.0)
    moments = [circuit.return_at(str(who), 1.0, 15.0) for who in range(count)]
    assert moments == sorted(set(moments))
    assert moments[0] > 30
    assert moments[-1] - moments[0] < 30


def test_few_calls_come_back_four_a_second() -> None:
    circuit = Circuit(lambda: 0.0)
    opened(circuit, 0.0)
    moments = [circuit.return_at(str(who), 1.0, 15.0) for who in range(12)]
    assert moments[-1] - moments[0] == pytest.approx(11 / 4, rel=0.1)


def served_after_an_outage(arrivals: list[float], seconds: float) -> list[int]:
    """Let calls arrive while a provider is away; return who was sent away, as they are served."""
    circuit = Circuit()
    opened(circuit, 0.0)
    due = [(moment, who) for who, moment in enumerate(arrivals)]
    heapq.heapify(due)
    away: set[int] = set()
    served: list[int] = []
    while due:
        now, who = heapq.heappop(due)
        if circuit.admission(now) is Admission.GO:
            permit = circuit.enter()
            if now > seconds:
                circuit.answered(permit, now)
                circuit.served(str(who))
                served += [who] if who in away else []
                continue
            circuit.failed(permit, now)
        away.add(who)
        heapq.heappush(due, (circuit.return_at(str(who), now, 15.0), who))
    return served


@pytest.mark.parametrize(("count", "apart"), [(50, 0.0), (400, 0.0), (720, 5.0), (3600, 1.0)])
def test_an_hour_of_outage_changes_nobodys_place(count: int, apart: float) -> None:
    served = served_after_an_outage([1 + apart * who for who in range(count)], 3600.0)
    assert served == sorted(served)
    assert len(served) > count * 0.7


@given(st.lists(st.floats(0, 500), min_size=1, max_size=60), st.floats(1, 2000))
def test_whenever_calls_come_an_outage_changes_nobodys_place(
    arrivals: list[float], seconds: float
) -> None:
    served = served_after_an_outage(sorted(arrivals), seconds)
    assert served == sorted(served)


def test_a_blip_at_the_probe_of_a_refused_account_is_no_news_of_it() -> None:
    circuit = Circuit(lambda: 0.0)
    assert circuit.refused(circuit.enter(), 0.0, "provider_key_rejected")
    circuit.failed(circuit.enter(), 300.0)
    assert (circuit.reason, circuit.admission(899.0)) == (
        "provider_key_rejected",
        Admission.STAY_AWAY,
    )
    assert not circuit.refused(circuit.enter(), 900.0, "provider_key_rejected")


def test_an_outage_begins_when_it_is_one() -> None:
    circuit = Circuit(lambda: 0.0)
    opened(circuit, 0.0)
    assert circuit.open_since == 0.0
    assert circuit.refused(circuit.enter(), 400.0, "provider_key_rejected")
    assert circuit.open_since == 400.0


@pytest.mark.parametrize(("asked", "pause"), [(10.0, 30.0), (1800.0, 1800.0), (86_400.0, 3600.0)])
def test_a_provider_says_how_long_it_is_away(asked: float, pause: float) -> None:
    circuit = Circuit(lambda: 0.0)
    for _ in range(FAILURES_IN_A_ROW):
        circuit.failed(circuit.enter(), 0.0, asked)
    assert circuit.admission(pause - 1) is Admission.STAY_AWAY
    assert circuit.admission(pause) is Admission.GO


def test_collecting_goes_on_while_the_account_is_empty_and_says_nothing_of_it() -> None:
    circuit = Circuit(lambda: 0.0)
    line = ProviderLine(AdaptiveLimit(9), circuit)
    circuit.refused(circuit.enter(), 0.0, "provider_quota_exhausted")
    live, collecting = Ticket("live"), Ticket("collecting")
    line.join(live)
    line.join(collecting)
    assert line.admit(1.0) == [collecting]
    assert line.sent_away(1.0) == [live]
    assert not line.answered(collecting, 2.0)
    line.leave(collecting)
    assert circuit.admission(2.0) is Admission.STAY_AWAY


def test_a_429_lowers_the_limit_once_per_round_and_successes_raise_it_slowly() -> None:
    limit = AdaptiveLimit(10)
    for _ in range(10):
        limit.slowed(0, 0.0, None)
    assert (limit.allowed, limit.held_until) == (7, 1.0)
    before = limit.round
    for _ in range(7):
        limit.succeeded(before)
    assert limit.allowed == 7
    for _ in range(40):
        limit.succeeded(before)
    assert limit.allowed == 10


def test_a_wait_asked_for_is_honoured_up_to_a_minute() -> None:
    limit = AdaptiveLimit(10)
    limit.slowed(0, 0.0, 5.0)
    assert limit.held_until == 5.0
    limit.slowed(1, 0.0, 600.0)
    assert limit.held_until == 60.0


def test_what_the_provider_says_it_may_run_caps_the_limit_less_what_others_run() -> None:
    limit = AdaptiveLimit(10)
    limit.reported(current=6, maximum=8, held=2)
    assert limit.allowed == 4
    limit.reported(current=0, maximum=100, held=0)
    assert limit.allowed == 10


def test_what_the_provider_has_no_place_for_waits_until_one_of_ours_ends() -> None:
    line = ProviderLine(AdaptiveLimit(10), Circuit(lambda: 0.0))
    tickets = [Ticket("live") for _ in range(4)]
    for ticket in tickets:
        line.join(ticket)
    assert line.admit(0.0) == tickets
    line.learn_from(ConcurrencyLimitError("full"), tickets[3], 0.0)
    line.leave(tickets[3])
    line.join(tickets[3], first=True)
    assert line.admit(0.0) == []
    line.answered(tickets[0], 0.0)
    line.leave(tickets[0])
    assert line.admit(0.0) == [tickets[3]]


def test_a_request_larger_than_the_limit_goes_alone() -> None:
    line = ProviderLine(AdaptiveLimit(3), Circuit(lambda: 0.0))
    small, large = Ticket("live"), Ticket("live", slots=4)
    line.join(small)
    line.join(large)
    assert line.admit(0.0) == [small]
    line.leave(small)
    assert line.admit(0.0) == [large]
    assert line.held == 3


def test_live_calls_go_before_backfill_and_a_job_that_runs_needs_no_place() -> None:
    line = ProviderLine(AdaptiveLimit(1), Circuit(lambda: 0.0))
    backfill, live, collecting = Ticket("backfill"), Ticket("live"), Ticket("collecting", slots=4)
    for ticket in (backfill, live, collecting):
        line.join(ticket)
    assert line.admit(0.0) == [collecting]
    assert line.held == 4
    line.leave(collecting)
    assert line.admit(0.0) == [live]


def test_who_waits_behind_a_probe_that_fails_is_sent_away_in_order() -> None:
    circuit = Circuit(lambda: 0.0)
    line = ProviderLine(AdaptiveLimit(9), circuit)
    opened(circuit, 0.0)
    tickets = [Ticket("live") for _ in range(3)]
    for ticket in tickets:
        line.join(ticket)
    assert line.admit(31.0) == tickets[:1]
    assert line.sent_away(31.0) == []
    line.learn_from(AmbiguousOutcomeError("no answer"), tickets[0], 31.0)
    line.leave(tickets[0])
    assert line.sent_away(31.0) == tickets[1:]


def test_news_from_before_the_circuit_opened_changes_nothing() -> None:
    circuit = Circuit(lambda: 0.0)
    early = circuit.enter()
    opened(circuit, 0.0)
    circuit.failed(early, 20.0)
    assert not circuit.refused(early, 20.0, "provider_key_rejected")
    assert (circuit.reason, circuit.admission(30.0)) == ("provider_unavailable", Admission.GO)


def test_a_line_that_is_held_says_when_to_look_again() -> None:
    limit = AdaptiveLimit(2)
    line = ProviderLine(limit, Circuit(lambda: 0.0))
    assert line.next_look(0.0) is None
    limit.slowed(0, 0.0, 5.0)
    line.join(Ticket("live"))
    assert line.admit(0.0) == []
    assert line.next_look(0.0) == 5.0
    assert len(line.admit(5.0)) == 1


def test_a_provider_without_a_place_is_asked_again_when_it_says() -> None:
    line = ProviderLine(AdaptiveLimit(10), Circuit(lambda: 0.0))
    tickets = [Ticket("live") for _ in range(2)]
    for ticket in tickets:
        line.join(ticket)
    line.admit(0.0)
    line.learn_from(ConcurrencyLimitError("full", 30.0), tickets[1], 0.0)
    line.leave(tickets[1])
    line.join(tickets[1], first=True)
    line.leave(tickets[0])
    assert line.admit(29.0) == []
    assert line.admit(30.0) == [tickets[1]]
