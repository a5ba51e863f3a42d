"""One delivery: news on its way to one receiver, tried until it is taken or a day is over."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field

from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored
from callinsight.domain.news import News

TRIED_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)
CLAIMED_FOR = timedelta(seconds=60)  # a request may take ten; whoever died is not waited for long
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_ASKED = timedelta(hours=6)
MOST_DOUBLINGS = 10
DELIVERY_ID = r"^[a-z0-9]{26}-[0-9a-f]{16}-[0-9a-f]{12}$"

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})

State = Literal["waiting", "delivered", "failed"]
Problem = Literal["refused", "redirected", "timeout", "unreachable", "call_erased"]


@dataclass(frozen=True)
class Target:
    """Where news goes. Its address may hold a key, so only the host is ever shown or stored."""

    name: str
    host: str
    url: str


def target_of(url: str) -> Target:
    """Return the target at an address; the name is the same as long as the address is."""
    name = hashlib.sha256(url.encode()).hexdigest()[:12]
    return Target(name=name, host=urlsplit(url).hostname or "", url=url)


def is_address(url: str) -> bool:
    """Say whether news may go there: https anywhere, http only on this machine."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or not url.isascii() or not url.isprintable() or " " in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _THIS_MACHINE)


@dataclass(frozen=True)
class Answer:
    """What came of one request: a status, or why there was none."""

    status: int | None = None
    problem: Problem | None = None
    retry_after_seconds: float | None = None

    @property
    def is_taken(self) -> bool:
        """The receiver has the news."""
        return self.status is not None and HTTPStatus(200) <= self.status < HTTPStatus(300)


class Delivery(Stored):
    """The state of one delivery. It names the call by its id and holds no word of it."""

    delivery_id: str
    call_id: str
    news: News
    target: str = Field(description="the name of the target, made of its address")
    host: str
    state: State = "waiting"
    due_at: Instant | None = None
    since: Instant = Field(description="the day of trying begins here")
    updated_at: Instant
    tries: int = Field(0, description="requests since `since`")
    requests: int = Field(0, description="requests in all")
    replays: int = 0
    status: int | None = Field(None, description="what the receiver answered last")
    problem: Problem | None = None
    version: int = Field(0, description="raised by every change; of two changes one wins")


def delivery_of(news: News, target: Target, now: datetime) -> Delivery:
    """Return the delivery of news to a target, due now."""
    return Delivery(
        delivery_id=f"{news.id}-{target.name}",
        call_id=news.call["call_id"],
        news=news,
        target=target.name,
        host=target.host,
        due_at=now,
        since=now,
        updated_at=now,
    )


def claimed(delivery: Delivery, now: datetime) -> Delivery:
    """Return the delivery before its request leaves: nobody else sends it meanwhile. [claim]

    If the sender dies, it is due again after a minute.
    """
    return _changed(
        delivery,
        now,
        due_at=now + CLAIMED_FOR,
        tries=delivery.tries + 1,
        requests=delivery.requests + 1,
    )


def answered(delivery: Delivery, now: datetime, answer: Answer, jitter: float = 0.0) -> Delivery:
    """Return the delivery after an answer, or after none: taken, waiting, or given up."""
    outcome = {"status": answer.status, "problem": answer.problem}
    if answer.is_taken:
        return _changed(delivery, now, state="delivered", due_at=None, **outcome)
    due_at = now + wait_after(delivery.tries, answer.retry_after_seconds, jitter)
    if due_at > delivery.since + TRIED_FOR:
        return _changed(delivery, now, state="failed", due_at=None, **outcome)
    return _changed(delivery, now, due_at=due_at, **outcome)


def wait_after(tries: int, asked_seconds: float | None, jitter: float = 0.0) -> timedelta:
    """Return the pause after so many tries: doubled each time, up to an hour, a random bit less.

    What the receiver asks for counts if it is longer, up to six hours.
    """
    doubled = FIRST_WAIT * float(2 ** min(max(tries - 1, 0), MOST_DOUBLINGS))
    own = min(doubled, LONGEST_WAIT) * (1 - 0.5 * jitter)
    asked = timedelta(seconds=min(asked_seconds or 0.0, LONGEST_ASKED.total_seconds()))
    return max(own, asked)


def withdrawn(delivery: Delivery, now: datetime, problem: Problem) -> Delivery:
    """Return the delivery that nobody must make any more."""
    return _changed(delivery, now, state="failed", due_at=None, problem=problem)


def replayed(delivery: Delivery, now: datetime) -> Delivery:
    """Return the delivery that is made once more, with the same id, and tried for another day."""
    return _changed(
        delivery,
        now,
        state="waiting",
        due_at=now,
        since=now,
        tries=0,
        replays=delivery.replays + 1,
    )


def _changed(delivery: Delivery, now: datetime, **fields: Any) -> Delivery:
    version = {"version": delivery.version + 1, "updated_at": now}
    return delivery.model_copy(update={**fields, **version})
