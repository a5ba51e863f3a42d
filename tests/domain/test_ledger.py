"""The ledger: each paid request counts once, on its day in UTC, and unknown prices are told."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from callinsight.domain.ledger import (
    LedgerLine,
    Spending,
    settled,
    settling,
    spending_by,
    spending_of,
)

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def a_line(**changes: Any) -> LedgerLine:
    line = LedgerLine(
        call_id="call-1",
        fingerprint="f" * 32,
        at=NOON,
        profile_id="sales",
        profile_version=3,
        step="analyze",
        provider="openai",
        model="gpt",
        usd=0.5,
        prices_as_of=date(2026, 11, 1),
    )
    return LedgerLine.model_validate(line.model_dump() | changes)


def test_a_line_adds_itself_to_its_sum_and_an_unknown_price_is_told() -> None:
    assert spending_of(a_line()) == Spending(requests=1, usd=0.5)
    assert spending_of(a_line(attempt=2)) == Spending(requests=1, repeats=1, usd=0.5)
    assert spending_of(a_line(usd=None)) == Spending(requests=1, unknown=1)


def test_a_line_without_a_price_takes_one_on_its_own_day() -> None:
    known = settled(a_line(usd=None), a_line(usd=0.25, at=NOON + timedelta(days=1)))
    assert known == a_line(usd=0.25)
    assert known is not None
    added = settling(a_line(usd=None), known)
    assert added == {known.account: Spending(usd=0.25, unknown=-1)}


def test_a_line_that_was_booked_elsewhere_leaves_that_sum_with_its_price() -> None:
    unknown = a_line(usd=None, model="asked", attempt=2)
    known = settled(unknown, a_line(usd=0.25, model="answered", attempt=2))
    assert known is not None
    assert settling(unknown, known) == {
        unknown.account: Spending(requests=-1, repeats=-1, unknown=-1),
        known.account: Spending(requests=1, repeats=1, usd=0.25),
    }


def test_a_line_stays_with_the_version_that_asked_if_anybody_knows_which() -> None:
    now = a_line(profile_version=4)
    asked = settled(a_line(usd=None, profile_version=3), now)
    assert asked == a_line(profile_version=3)
    of_an_older_release = a_line(usd=None, provider="unknown", model="unknown", profile_version=3)
    assert settled(of_an_older_release, now) == now


@pytest.mark.parametrize(("before", "now"), [(0.5, 0.7), (0.5, None), (None, None)])
def test_a_price_once_known_stays(before: float | None, now: float | None) -> None:
    assert settled(a_line(usd=before), a_line(usd=now)) is None


def test_a_line_belongs_to_its_day_in_utc() -> None:
    late = datetime(2026, 11, 26, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert a_line(at=late).day == date(2026, 11, 27)


def test_sums_are_put_together_by_what_is_asked() -> None:
    lines = [a_line(), a_line(model="other", usd=0.25), a_line(profile_id="support", usd=None)]
    sums = [(line.account, spending_of(line)) for line in lines]
    assert spending_by(sums, lambda account: account.profile_id) == {
        "sales": Spending(requests=2, usd=0.75),
        "support": Spending(requests=1, unknown=1),
    }
