"""How many requests a provider takes at once, learnt from its answers.

Moments are seconds of a monotonic clock, and every method is told the present one.
"""

LOWERED_TO = 0.7
LONGEST_HOLD_SECONDS = 60.0


class AdaptiveLimit:
    """Starts at its ceiling; falls quickly when the provider says 429, rises slowly afterwards."""

    def __init__(self, ceiling: int) -> None:
        self._ceiling = ceiling
        self._limit = float(ceiling)
        self._cap = ceiling
        self._refusals = 0
        self.round = 0
        self.held_until = float("-inf")

    @property
    def allowed(self) -> int:
        """How many slots may be taken now."""
        return max(1, min(int(self._limit), self._cap))

    def succeeded(self, sent_in: int) -> None:
        """Note an answer to a request of a round; those sent under an older limit do not count."""
        if sent_in == self.round:
            self._refusals = 0
            self._limit = min(self._ceiling, self._limit + 1 / self._limit)

    def slowed(self, sent_in: int, now: float, retry_after: float | None) -> None:
        """Note that the provider asks to slow down: nothing leaves for a while, then less."""
        self._lower(sent_in)
        patience = max(retry_after or 0.0, 2.0 ** max(0, self._refusals - 1))
        self.held_until = max(self.held_until, now + min(patience, LONGEST_HOLD_SECONDS))

    def full(self, sent_in: int, others: int, now: float, retry_after: float | None) -> None:
        """Note that the provider runs as many requests as it may: the `others` of ours among them.

        The limit falls to them, so that the next request waits until one of them ends, and at
        least as long as the provider asks for.
        """
        self._lower(sent_in)
        self._limit = max(1.0, min(self._limit, float(others)))
        if retry_after is not None:
            self.held_until = max(self.held_until, now + min(retry_after, LONGEST_HOLD_SECONDS))

    def reported(self, current: int, maximum: int, held: int) -> None:
        """Note what the provider says it runs, and may run; other processes share that."""
        others = max(0, current - held)
        self._cap = max(1, min(self._ceiling, maximum - others))

    def _lower(self, sent_in: int) -> None:
        """Lower the limit once for all requests that were sent under it."""
        if sent_in == self.round:
            self.round += 1
            self._refusals = min(self._refusals + 1, 10)
            self._limit = max(1.0, self._limit * LOWERED_TO)
