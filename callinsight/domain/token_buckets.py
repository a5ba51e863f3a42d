"""How often somebody may do something: a bucket of tokens each, refilled steadily."""

from dataclasses import dataclass

_MOST_BUCKETS = 10_000
_BURST_SECONDS = 10


@dataclass
class _Bucket:
    tokens: float
    at: float


class TokenBuckets:
    """Lets everybody do `per_minute` things a minute, and ten seconds' worth of them at once.

    Moments are seconds of a clock that only goes forward.
    """

    def __init__(self, per_minute: float) -> None:
        self._rate = per_minute / 60
        self._most = max(1.0, self._rate * _BURST_SECONDS)
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, who: str, now: float) -> float:
        """Return the seconds until somebody may do the next thing: 0 means now."""
        bucket = self._buckets.get(who)
        return 0.0 if bucket is None else max(0.0, (1 - self._filled(bucket, now)) / self._rate)

    def take(self, who: str, now: float) -> float:
        """Count one thing, unless there is a wait; return that wait."""
        seconds = self.wait(who, now)
        if seconds == 0:
            bucket = self._buckets.pop(who, None)  # the one used last stands at the end
            tokens = self._most if bucket is None else self._filled(bucket, now)
            self._forget_the_oldest()
            self._buckets[who] = _Bucket(tokens - 1, now)
        return seconds

    def _filled(self, bucket: _Bucket, now: float) -> float:
        return min(self._most, bucket.tokens + (now - bucket.at) * self._rate)

    def _forget_the_oldest(self) -> None:
        """Keep memory bounded: whoever was forgotten begins with a full bucket."""
        if len(self._buckets) >= _MOST_BUCKETS:
            del self._buckets[next(iter(self._buckets))]
