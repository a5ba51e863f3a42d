"""Calls from a local file: for trials, scripts and notebooks."""

import os
from pathlib import Path

from callinsight.domain.access import COMMAND
from callinsight.domain.call import Call
from callinsight.domain.call_id import new_call_id
from callinsight.domain.errors.recording import RecordingMissingError
from callinsight.domain.recording import ADHOC, media_type_of, slug
from callinsight.domain.uploads import ADHOC_GRACE, queued_call
from callinsight.services import services


async def accept_file(path: str | Path, *, profile_id: str | None = None) -> Call:
    """Upload a local recording and return its queued call, ready for `process_call(call.call_id)`.

    The caller has the call first; a dispatcher takes it after 15 minutes if the caller died.
    Raises `RecordingMissingError` for a path that is no readable file, `ProfileNotFoundError` for an
    unknown profile without fallback.
    """
    file = Path(path)
    if not file.is_file():
        raise RecordingMissingError("There is no such file.")
    if not os.access(file, os.R_OK):
        raise RecordingMissingError("The file cannot be read.")
    world = services()
    call_id = new_call_id()
    profile = await world.profiles.pin(profile_id)
    stored = await world.recordings.put_file(
        f"{ADHOC}{call_id}/{slug(file.name)}", file, media_type_of(file.name)
    )
    now = world.clock()
    call = queued_call(call_id, now, stored, profile, file_name=file.name, due_at=now + ADHOC_GRACE)
    await world.calls.add(call)
    await world.audit.note(COMMAND, "call.create", call_id, profile_id=profile_id)
    return call
