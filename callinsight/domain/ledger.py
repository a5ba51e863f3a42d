"""The ledger: one line per paid request, and sums over lines that tell what has no known price."""

from collections.abc import Callable, Iterable
from datetime import UTC, date
from typing import Literal, NamedTuple, TypeVar

from pydantic import Field

from callinsight.domain.analysis import Usage
from callinsight.domain.call import StepName
from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored

Key = TypeVar("Key")
PaidStep = StepName | Literal["ask"]  # `ask` is none of a run: a person asked about a call
UNKNOWN = "unknown"  # whom a request asked that an older release left open


class LedgerLine(Stored):
    """What one paid request used and cost; the line names no file and no word of the call."""

    call_id: str
    fingerprint: str
    attempt: int = Field(1, ge=1, description="2 for the repeat of a request that may be paid")
    at: Instant
    profile_id: str
    profile_version: int
    step: PaidStep
    provider: str
    model: str = Field(description="that answered, by its own word; else the one that was asked")
    asked_model: str | None = Field(None, description="the one asked, where another one answered")
    usage: Usage | None = None
    audio_seconds: float | None = Field(None, description="seconds billed, of all channels")
    usd: float | None = Field(None, description="None without a known price, which is not 0")
    prices_as_of: date | None = None
    assumed: bool = Field(
        default=False, description="its outcome is unknown: booked as if it had been billed"
    )

    @property
    def id(self) -> str:
        """Name the request: who writes its line again names the same one."""
        return f"{self.call_id}#{self.fingerprint}#{self.attempt}"

    @property
    def day(self) -> date:
        """Return the day whose sum and budget it belongs to, in UTC."""
        return self.at.astimezone(UTC).date()

    @property
    def account(self) -> "Account":
        """Return the sum it belongs to."""
        return Account(
            self.day, self.profile_id, self.profile_version, self.step, self.provider, self.model
        )


class Account(NamedTuple):
    """What lines are summed by."""

    day: date
    profile_id: str
    profile_version: int
    step: PaidStep
    provider: str
    model: str


class Spending(Stored):
    """A sum of ledger lines: the known USD, and how many requests have no known price."""

    requests: int = 0
    repeats: int = 0
    usd: float = 0.0
    unknown: int = 0

    def __add__(self, other: "Spending") -> "Spending":
        return Spending(
            requests=self.requests + other.requests,
            repeats=self.repeats + other.repeats,
            usd=self.usd + other.usd,
            unknown=self.unknown + other.unknown,
        )

    def __sub__(self, other: "Spending") -> "Spending":
        return Spending(
            requests=self.requests - other.requests,
            repeats=self.repeats - other.repeats,
            usd=self.usd - other.usd,
            unknown=self.unknown - other.unknown,
        )


def spending_of(line: LedgerLine) -> Spending:
    """Return what one line adds to a sum."""
    return Spending(
        requests=1,
        repeats=int(line.attempt > 1),
        usd=line.usd or 0.0,
        unknown=int(line.usd is None),
    )


def settled(before: LedgerLine, now: LedgerLine) -> LedgerLine | None:
    """Return a line without a price as it is once its price is known; None if nothing changes.

    It stays on its day, and with the version that asked.
    """
    if before.usd is not None or now.usd is None:
        return None
    stays = ["at"] if before.provider == UNKNOWN else ["at", "profile_id", "profile_version"]
    return now.model_copy(update={name: getattr(before, name) for name in stays})


def settling(before: LedgerLine, now: LedgerLine) -> dict[Account, Spending]:
    """Return what a line that takes its price changes; a sum it does not belong to loses it."""
    if before.account == now.account:
        return {now.account: spending_of(now) - spending_of(before)}
    return {before.account: Spending() - spending_of(before), now.account: spending_of(now)}


def spending_by(
    sums: Iterable[tuple[Account, Spending]], key: Callable[[Account], Key]
) -> dict[Key, Spending]:
    """Return the sum of each key."""
    found: dict[Key, Spending] = {}
    for account, spending in sums:
        name = key(account)
        found[name] = found.get(name, Spending()) + spending
    return found
