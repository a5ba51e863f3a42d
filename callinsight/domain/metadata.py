"""What people and systems say about a call: names with short texts, merged; the later word wins."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from callinsight.domain.call import Call
from callinsight.domain.errors.call import TooMuchMetadataError
from callinsight.domain.transitions import Write, change

MOST_METADATA = 50

MetadataName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
MetadataValue = Annotated[str, StringConstraints(max_length=1024)]


def merged(known: Mapping[str, str], said: Mapping[str, str | None]) -> dict[str, str]:
    """Return the metadata after somebody said more; None removes a name.

    Raises `TooMuchMetadataError` if there would be more names than a call may have, unless they
    do not grow: what came with the recording's object is never refused.
    """
    together = {**known, **said}
    kept = {name: value for name, value in together.items() if value is not None}
    if len(kept) > max(MOST_METADATA, len(known)):
        raise TooMuchMetadataError(f"A call has at most {MOST_METADATA} names in its metadata.")
    return kept


def metadata_changed(call: Call, now: datetime, said: Mapping[str, str | None]) -> Write:
    """Return the write of changed metadata; it fails if somebody else changed it meanwhile."""
    return change(call, now, expect=("metadata",), metadata=merged(call.metadata, said))
