"""News of a call's ending and its alerts, for systems outside that want to be told."""

from typing import Any, Literal

from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored

Event = Literal["call.completed", "call.failed", "call.alert"]


class NewsMark(Stored):
    """What was told last of a call; the same outcome once more is no news."""

    id: str
    event: Event
    outcome: str


class News(Stored):
    """One ending of a call, or its alert, as it was then: ids and figures, and no word of what was said."""

    id: str
    event: Event
    created_at: Instant
    call: dict[str, Any]
