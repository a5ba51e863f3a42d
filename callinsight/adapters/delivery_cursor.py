"""Cursors of the list of deliveries: opaque to clients, and checked before they are used."""

from pydantic import BaseModel, ConfigDict, Field

from callinsight.adapters.opaque_cursor import read_opaque, write_opaque
from callinsight.domain.delivery import DELIVERY_ID
from callinsight.domain.errors.call import CursorError


class _Cursor(BaseModel):
    model_config = ConfigDict(extra="forbid")

    failed: bool
    after: str = Field(pattern=DELIVERY_ID)


def write_delivery_cursor(after: str, *, failed: bool) -> str:
    """Return the cursor that continues behind this delivery."""
    return write_opaque(_Cursor(failed=failed, after=after))


def read_delivery_cursor(cursor: str | None, *, failed: bool) -> str | None:
    """Return the delivery behind which the list goes on; raises `CursorError` if it is not ours."""
    if cursor is None:
        return None
    known = read_opaque(_Cursor, cursor)
    if known.failed != failed:
        raise CursorError("The cursor belongs to a list with other filters.")
    return known.after
