"""How many requests ElevenLabs runs at once for an account: told in headers, refused beyond."""

from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


@dataclass
class Concurrency:
    """Counts the requests that run; without a maximum nothing is told or refused."""

    maximum: int | None = None
    running: int = 0
    peak: int = 0

    def begin(self) -> None:
        """Count a request that has arrived."""
        self.running += 1
        self.peak = max(self.peak, self.running)

    @property
    def is_exceeded(self) -> bool:
        """Whether one of those that run now is too many."""
        return self.maximum is not None and self.running > self.maximum

    @property
    def headers(self) -> dict[str, str]:
        """What the provider tells with every answer."""
        if self.maximum is None:
            return {}
        return {
            "current-concurrent-requests": str(min(self.running, self.maximum)),
            "maximum-concurrent-requests": str(self.maximum),
        }


class Counted(Response):
    """An answer whose request runs until the answer is sent, or nobody waits for it any more."""

    def __init__(self, answer: Response, concurrency: Concurrency) -> None:
        super().__init__()
        self._answer = answer
        self._concurrency = concurrency

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._answer(scope, receive, send)
        finally:
            self._concurrency.running -= 1
