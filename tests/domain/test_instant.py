"""Instants: text that sorts like time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from callinsight.domain.instant import Instant, instant_text
from tests.builders import NOON

INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
ZONES = st.sampled_from(
    [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=8))]
)
MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001  (the strategy adds the zone)
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001
    timezones=ZONES,
)


def test_an_instant_is_written_in_utc_with_microseconds() -> None:
    in_india = datetime(2026, 11, 23, 12, 50, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert instant_text(in_india) == "2026-11-23T07:20:00.000000Z"


@given(MOMENTS, MOMENTS)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    assert (instant_text(one) < instant_text(other)) == (one < other)


@given(MOMENTS)
def test_an_instant_comes_back_from_its_text(moment: datetime) -> None:
    assert INSTANT.validate_python(instant_text(moment)) == moment


def test_a_model_writes_an_instant_the_same_way() -> None:
    assert INSTANT.dump_python(NOON) == instant_text(NOON)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError):
        INSTANT.validate_python(NOON.replace(tzinfo=None))
