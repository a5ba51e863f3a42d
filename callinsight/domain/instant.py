"""Points in time as they are stored: UTC, fixed width, so that text order is time order."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, PlainSerializer

_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def instant_text(moment: datetime) -> str:
    """Return `moment` as `2026-11-23T07:20:00.000000Z`."""
    return moment.astimezone(UTC).strftime(_FORMAT)


Instant = Annotated[AwareDatetime, PlainSerializer(instant_text, return_type=str)]
