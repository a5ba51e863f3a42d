"""How long models live: what the server tells, what was announced, and how soon that is."""

from datetime import date, timedelta

import pytest

from callinsight.domain.model_life import AnnouncedShutdowns, Listed, life_of

TODAY = date(2026, 11, 25)
ANNOUNCED = AnnouncedShutdowns(
    as_of=TODAY,
    shutdowns={date(2026, 10, 23): ("gone",), date(2027, 1, 14): ("ending", "told-otherwise")},
)
LISTED: Listed = {
    "ending": None, "gone": None, "told-otherwise": date(2027, 6, 1), "staying": None, "local:latest": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("model", "listed", "announced", "level", "says"),
    [
        ("staying", LISTED, ANNOUNCED, "well", "no shutdown is announced"),
        ("ending", LISTED, ANNOUNCED, "warning", "shuts down on 2027-01-14, in 50 day(s)"),
        ("ending", None, ANNOUNCED, "warning", "shuts down on 2027-01-14, in 50 day(s)"),
        ("told-otherwise", LISTED, ANNOUNCED, "well", "shuts down on 2027-06-01, in 188 day(s)"),
        ("gone", LISTED, ANNOUNCED, "failed", "shut down on 2026-10-23"),
        ("gone", {}, ANNOUNCED, "failed", "shut down on 2026-10-23"),
        ("never-heard-of", LISTED, ANNOUNCED, "failed", "unknown to this account"),
        ("never-heard-of", LISTED, None, "warning", "not in the server's list"),
        ("never-heard-of", None, None, "well", "no shutdown is announced"),
        ("gone", None, None, "well", "no shutdown is announced"),
        ("local", LISTED, None, "well", "no shutdown is announced"),
    ],
)
def test_the_servers_own_word_comes_before_what_was_announced(
    model: str, listed: Listed | None, announced: AnnouncedShutdowns | None, level: str, says: str
) -> None:
    life = life_of(model, listed, announced, TODAY)
    assert (life.model, life.level, life.says) == (model, level, says)


@pytest.mark.parametrize(
    ("days", "level"),
    [(91, "well"), (90, "warning"), (1, "warning"), (0, "failed"), (-1, "failed")],
)
def test_a_shutdown_is_warned_of_ninety_days_before_and_stops_calls_from_its_day(
    days: int, level: str
) -> None:
    listed = {"m": TODAY + timedelta(days=days)}
    assert life_of("m", listed, ANNOUNCED, TODAY).level == level
