"""Which stretch of the latest changes to read next, and which of what was read is news."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from callinsight.domain.call import Call

# Writers' clocks differ, and an index shows a write a moment later.
OVERLAP = timedelta(seconds=5)
_NEXT = timedelta(microseconds=1)
_DAY = timedelta(days=1)


class UpdateSweep:
    """Goes over the changes again and again, each time up to now; one read is of one day."""

    def __init__(self, since: datetime) -> None:
        self.since = since
        self.told_until = since
        self._began: datetime | None = None
        self._told: dict[tuple[str, datetime], None] = {}

    def begin(self, now: datetime) -> None:
        """Note when a sweep begins; one that is under way goes on."""
        self._began = self._began or now

    def news(self, calls: Sequence[Call], *, is_all: bool) -> Iterator[Call]:
        """Yield what was not told before, and move on behind what was read."""
        for call in calls:
            key = (call.call_id, changed_at(call))
            if key not in self._told:
                self._told[key] = None
                yield call
        self._move_on(changed_at(calls[-1]) if calls else self.since, is_all=is_all)

    def missed_since(self, position: str) -> datetime | None:
        """Return from when on a viewer may have missed changes; None if nobody can tell."""
        try:
            told = datetime.fromisoformat(position)
            return None if told.tzinfo is None else told.astimezone(UTC) - OVERLAP
        except (ValueError, OverflowError):  # no time at all, or the first one there is
            return None

    def _move_on(self, last: datetime, *, is_all: bool) -> None:
        assert self._began is not None  # noqa: S101  (whoever reads has begun)
        if not is_all:
            self.since = max(last, self.since + _NEXT)
        elif self.since.date() < self._began.date():
            midnight = self.since.replace(hour=0, minute=0, second=0, microsecond=0)
            self.since = midnight + _DAY
        else:
            self.told_until, self._began = self._began, None
            self.since = self.told_until - OVERLAP
            self._told = {key: None for key in self._told if key[1] >= self.since}


def changed_at(call: Call) -> datetime:
    """Return when a call changed last."""
    return call.updated_at or call.created_at
