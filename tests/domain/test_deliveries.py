"""Deliveries: claimed, taken, tried again, given up and replayed."""

from datetime import datetime, timedelta

import pytest

from callinsight.domain.delivery import (
    CLAIMED_FOR,
    LONGEST_ASKED,
    TRIED_FOR,
    Answer,
    Delivery,
    answered,
    claimed,
    delivery_of,
    is_address,
    replayed,
    target_of,
    wait_after,
    withdrawn,
)
from callinsight.domain.news import News
from tests.builders import NOON

TARGET = target_of("https://hooks.example.com/T0/secret?key=walrus")
DOWN = Answer(status=503, problem="refused")


def a_delivery(now: datetime = NOON) -> Delivery:
    news = News(id="n1", event="call.completed", created_at=NOON, call={"call_id": "c1"})
    return delivery_of(news, TARGET, now)


def test_a_delivery_tells_the_host_of_its_target_and_not_its_address() -> None:
    delivery = a_delivery()
    assert (delivery.host, delivery.delivery_id) == ("hooks.example.com", f"n1-{TARGET.name}")
    assert "walrus" not in delivery.model_dump_json()


def test_a_claimed_delivery_is_due_again_only_if_its_sender_dies() -> None:
    claim = claimed(a_delivery(), NOON)
    assert (claim.due_at, claim.requests, claim.state) == (NOON + CLAIMED_FOR, 1, "waiting")


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_any_answer_of_the_two_hundreds_is_taken(status: int) -> None:
    done = answered(claimed(a_delivery(), NOON), NOON, Answer(status=status))
    assert (done.state, done.due_at, done.status) == ("delivered", None, status)


def test_waits_double_from_seconds_to_an_hour_and_vary_by_up_to_a_half() -> None:
    waits = [wait_after(tries, None).total_seconds() for tries in (1, 2, 3, 10, 11, 40)]
    assert waits == [5, 10, 20, 2560, 3600, 3600]
    assert wait_after(3, None, jitter=1.0) == timedelta(seconds=10)


def test_a_receiver_may_ask_for_a_longer_wait_but_not_for_ever() -> None:
    assert wait_after(1, 300) == timedelta(minutes=5)
    assert wait_after(11, 1) == timedelta(hours=1)
    assert wait_after(1, 86_400) == LONGEST_ASKED


def test_a_delivery_is_tried_for_a_day_and_then_given_up() -> None:
    delivery, now = a_delivery(), NOON
    while delivery.due_at is not None:
        now = delivery.due_at
        delivery = answered(claimed(delivery, now), now, DOWN)
    assert delivery.state == "failed"
    assert timedelta(hours=22) < now - NOON <= TRIED_FOR
    assert 25 < delivery.requests < 45


def test_a_replay_has_another_day_and_the_same_id() -> None:
    given_up = withdrawn(a_delivery(), NOON, "call_erased")
    again = replayed(given_up, NOON + timedelta(days=2))
    assert again.news == given_up.news
    assert (again.state, again.due_at, again.replays) == ("waiting", again.since, 1)
    assert answered(claimed(again, again.since), again.since, DOWN).state == "waiting"


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://example.com/hook", True),
        ("http://127.0.0.1:9000/hook", True),
        ("http://[::1]:9000/", True),
        ("http://localhost/", True),
        ("http://example.com/hook", False),
        ("http://localhost.example.com/", False),
        ("http://127.0.0.1@example.com/", False),
        ("ftp://example.com/", False),
        ("https://", False),
        ("https://example.com:port/", False),
        ("https://example.com/a b", False),
        ("example.com", False),
        ("https://[::1", False),
    ],
)
def test_news_goes_to_https_and_to_this_machine(url: str, may: bool) -> None:
    assert is_address(url) is may
