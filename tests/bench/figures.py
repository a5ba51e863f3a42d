"""What is measured, and how good it must be."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Goal:
    """A bound that a figure must keep."""

    relation: Literal["at least", "at most"]
    bound: float

    def is_met(self, value: float) -> bool:
        """Say whether a value keeps the bound."""
        return value >= self.bound if self.relation == "at least" else value <= self.bound

    def __str__(self) -> str:
        return f"{'>=' if self.relation == 'at least' else '<='} {self.bound:g}"


def at_least(bound: float) -> Goal:
    """Return a lower bound."""
    return Goal("at least", bound)


def at_most(bound: float) -> Goal:
    """Return an upper bound."""
    return Goal("at most", bound)


GOALS: dict[str, Goal | None] = {
    "worker_cpu_ratio": at_least(60),
    "pipeline_cpu_ratio": at_least(15),
    "server_cpu_s": at_most(0.35),
    "calls_per_minute": at_least(120),
    "throughput_ratio": at_least(10),
    "in_flight_peak": at_least(1000),
    "in_flight_rss_mb": at_most(500),
    "in_flight_lost": at_most(0),
    "in_flight_paid_twice": at_most(0),
    "loop_lag_p99_ms": at_most(250),
    "drain_lost": at_most(0),
    "drain_paid_twice": at_most(0),
    "overhead_cpu_s": at_most(0.6),
    "wall_ratio": at_most(1.2),
    "start_p95_idle_s": at_most(2),
    "start_p95_loaded_s": at_most(6),
    "rescue_p95_s": at_most(45),
    "rescue_lost": at_most(0),
    "rss_slope_mb_per_1000": at_most(1),
    "prefect_requests_per_call": at_most(14),
    "aws_requests_per_call": None,
    "cli_help_s": at_most(0.6),
    "list_p95_ratio": at_most(1.5),
    "paging_10000": at_most(0),
    "viewer_reads_ratio": at_most(1.05),
    "page_first_content_s": at_most(1),
    "fakes_caught": at_least(1),
    "true_rejected": at_most(0.02),
    "false_facts_caught": at_least(0.95),
    "true_facts_flagged": at_most(0.02),
    "contradictions_flagged": at_least(0.95),
    "coverage": at_least(1),
    "injections_contained": at_least(1),
    "pii_missed_listed_kinds": at_most(0),
    "invoice_error": at_most(0.001),
    "asked_right": at_least(1),
    "budget_overspent": at_most(0),
    "bad_blocked": at_least(1),
    "estimate_error": at_most(0.15),
}
"""The figures that other programs read, by their key in the JSON line."""


@dataclass(frozen=True)
class Figure:
    """One line of the table; one with a key is also in the JSON line.

    What was not run says why, has no value, and misses no goal.
    """

    title: str
    value: float
    unit: str = ""
    rival: str = ""
    key: str | None = None
    own_goal: Goal | None = None
    not_run: str | None = None

    @property
    def goal(self) -> Goal | None:
        """The bound of its key, or its own."""
        return self.own_goal if self.key is None else GOALS[self.key]

    @property
    def is_good(self) -> bool:
        """Say whether no bound is broken."""
        return self.not_run is not None or self.goal is None or self.goal.is_met(self.value)
