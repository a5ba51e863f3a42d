"""The ledger: each paid request counts once, on its day in UTC, and unknown prices are told."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from callinsight.domain.ledger import LedgerLine, Spending, spending_by

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


def test_a_line_written_again_counts_once() -> None:
    sums = spending_by([a_line(), a_line()], lambda line: line.profile_id)
    assert sums == {"sales": Spending(requests=1, usd=0.5)}


def test_the_repeat_of_a_request_is_a_line_of_its_own() -> None:
    sums = spending_by([a_line(), a_line(attempt=2)], lambda line: line.profile_id)
    assert sums == {"sales": Spending(requests=2, repeats=1, usd=1.0)}


def test_a_request_without_a_price_is_counted_as_unknown_beside_the_known_sum() -> None:
    lines = [a_line(), a_line(fingerprint="a" * 32, usd=None, prices_as_of=None)]
    sums = spending_by(lines, lambda line: line.model)
    assert sums == {"gpt": Spending(requests=2, usd=0.5, unknown=1)}


def test_a_line_belongs_to_its_day_in_utc() -> None:
    late = datetime(2026, 11, 26, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert a_line(at=late).day == date(2026, 11, 27)


def test_sums_are_kept_apart_by_what_is_asked() -> None:
    lines = [a_line(), a_line(call_id="call-2", at=NOON + timedelta(days=1), usd=0.25)]
    sums = spending_by(lines, lambda line: line.day)
    assert {day.day: spent.usd for day, spent in sums.items()} == {
        26: pytest.approx(0.5),
        27: pytest.approx(0.25),
    }
