"""The ledger: one line per paid request, and sums over lines that tell what has no known price."""

from collections.abc import Callable, Iterable
from datetime import UTC, date
from typing import TypeVar

from pydantic import Field

from callinsight.domain.analysis import Usage
from callinsight.domain.call import StepName
from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored

Key = TypeVar("Key")


class LedgerLine(Stored):
    """What one paid request used and cost; the line names no file and no word of the call."""

    call_id: str
    fingerprint: str
    attempt: int = Field(1, ge=1, description="2 for the repeat of a request that may be paid")
    at: Instant
    profile_id: str
    profile_version: int
    step: StepName
    provider: str
    model: str
    usage: Usage | None = None
    audio_seconds: float | None = Field(None, description="seconds billed, of all channels")
    usd: float | None = Field(None, description="None without a known price, which is not 0")
    prices_as_of: date | None = None

    @property
    def id(self) -> str:
        """Name the request: who writes its line again names the same one."""
        return f"{self.call_id}#{self.fingerprint}#{self.attempt}"

    @property
    def day(self) -> date:
        """Return the day whose sum and budget it belongs to, in UTC."""
        return self.at.astimezone(UTC).date()


class Spending(Stored):
    """A sum of ledger lines: the known USD, and how many requests have no known price."""

    requests: int = 0
    repeats: int = 0
    usd: float = 0.0
    unknown: int = 0

    def with_line(self, line: LedgerLine) -> "Spending":
        """Return the sum with one more line."""
        return Spending(
            requests=self.requests + 1,
            repeats=self.repeats + (line.attempt > 1),
            usd=self.usd + (line.usd or 0.0),
            unknown=self.unknown + (line.usd is None),
        )


def spending_by(
    lines: Iterable[LedgerLine], key: Callable[[LedgerLine], Key]
) -> dict[Key, Spending]:
    """Return the sum of each key; a line that is there twice counts once."""
    sums: dict[Key, Spending] = {}
    for line in {line.id: line for line in lines}.values():
        name = key(line)
        sums[name] = sums.get(name, Spending()).with_line(line)
    return sums
