"""The audit: who changed what, and when; never a word of a call."""

from typing import Any, Literal

from callinsight.domain.instant import Instant, instant_text
from callinsight.domain.model import Stored


class AuditLine(Stored):
    """One change that somebody made; `details` name what changed, never what it says."""

    id: str
    at: Instant
    kind: Literal["local", "key", "token", "command"]
    actor: str
    action: str
    call_id: str | None = None
    details: dict[str, Any] = {}

    @property
    def position(self) -> str:
        """Where the line stands among all others: by time, and never where another one stands."""
        return f"{instant_text(self.at)} {self.id}"
