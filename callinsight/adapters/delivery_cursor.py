"""Cursors of the list of deliveries: opaque to clients, and checked before they are used."""

import base64
import json

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from callinsight.domain.delivery import DELIVERY_ID
from callinsight.domain.errors import CursorError


class _Cursor(BaseModel):
    model_config = ConfigDict(extra="forbid")

    failed: bool
    after: str = Field(pattern=DELIVERY_ID)


def write_delivery_cursor(after: str, *, failed: bool) -> str:
    """Return the cursor that continues behind this delivery."""
    document = _Cursor(failed=failed, after=after).model_dump_json().encode()
    return base64.urlsafe_b64encode(document).decode().rstrip("=")


def read_delivery_cursor(cursor: str | None, *, failed: bool) -> str | None:
    """Return the delivery behind which the list goes on; raises `CursorError` if it is not ours."""
    if cursor is None:
        return None
    try:
        document = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        known = _Cursor.model_validate(json.loads(document))
    except (ValueError, ValidationError, RecursionError):
        raise CursorError("The cursor was not issued by this list.") from None
    if known.failed != failed:
        raise CursorError("The cursor belongs to a list with other filters.")
    return known.after
