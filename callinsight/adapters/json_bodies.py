"""Bodies that should be JSON, and may be anything."""

import json
from typing import Any


def loaded(body: bytes) -> object:
    """Return what a body holds, or None if it is no JSON that can be read."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def objects_in(value: object) -> list[dict[str, Any]]:
    """Return the objects in what should be a list of them."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
