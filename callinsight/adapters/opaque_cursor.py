"""Cursors as clients get them: text that says nothing to them, and is checked when it comes back."""

import base64
import json
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from callinsight.domain.errors.call import CursorError

Place = TypeVar("Place", bound=BaseModel)


def write_opaque(place: BaseModel) -> str:
    """Return the text of a place in a list."""
    return base64.urlsafe_b64encode(place.model_dump_json().encode()).decode().rstrip("=")


def read_opaque(kind: type[Place], text: str) -> Place:
    """Return the place that a text stands for; raises `CursorError` if it is none of this kind."""
    try:
        document = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return kind.model_validate(json.loads(document))
    except (ValueError, ValidationError, RecursionError):
        raise CursorError("The cursor was not issued by this list.") from None
