"""Many local files as calls: each file's bytes become one call, however often they are imported."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from ulid import ULID

from callinsight.domain.access import COMMAND
from callinsight.domain.call import Call
from callinsight.domain.call_id import imported_call_id
from callinsight.domain.errors.base import CallInsightError, ServiceUnavailableError
from callinsight.domain.errors.deployment import (
    AccessDeniedError,
    ResourceMissingError,
    SettingsError,
)
from callinsight.domain.errors.recording import (
    RecordingEmptyError,
    RecordingMissingError,
    RecordingTooLargeError,
)
from callinsight.domain.failures import UPLOAD_EXPIRED
from callinsight.domain.recording import media_type_of, upload_key
from callinsight.domain.status import WAITING, Status
from callinsight.domain.uploads import pending_call, url_issued
from callinsight.services import services

UPLOAD_TIME = timedelta(hours=1)
_TRIES = 3
_FOR_ALL = (AccessDeniedError, ResourceMissingError, SettingsError)


class Outcome(StrEnum):
    """What an import did with a file."""

    IMPORTED = "imported"
    ALREADY_THERE = "already there"
    FAILED = "failed"


@dataclass(frozen=True)
class ImportedFile:
    """One file, what became of it, and why not."""

    file: Path
    outcome: Outcome
    reason: str | None = None


async def import_files(
    files: Iterable[Path], *, profile_id: str | None, at_once: int
) -> AsyncGenerator[ImportedFile]:
    """Import files as backfill, some at once; yield each as it is done.

    What is there already is not uploaded again, and nothing is started twice. What goes wrong
    with one file is its outcome; what would go wrong with all of them is raised.
    """
    waiting = iter(files)
    taken: set[str] = set()
    under_way: set[asyncio.Task[ImportedFile]] = set()
    try:
        while True:
            while len(under_way) < at_once and (file := next(waiting, None)) is not None:
                under_way.add(asyncio.create_task(_outcome(file, profile_id, taken)))
            if not under_way:
                return
            done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                yield task.result()
                under_way.remove(task)
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def _outcome(file: Path, profile_id: str | None, taken: set[str]) -> ImportedFile:
    try:
        call_id = await asyncio.to_thread(_call_id_of, file, profile_id)
        if call_id in taken:  # the same recording lies in two places
            return ImportedFile(file, Outcome.ALREADY_THERE)
        taken.add(call_id)
        return await _import(file, call_id, profile_id)
    except _FOR_ALL:
        raise
    except CallInsightError as error:
        return ImportedFile(file, Outcome.FAILED, f"{error} ({error.code})")
    except OSError:  # it was there when it was read for the first time
        return ImportedFile(file, Outcome.FAILED, "The file cannot be read any more.")


def _call_id_of(file: Path, profile_id: str | None) -> str:
    """Return the call id of the file's bytes: its name and place play no part."""
    try:
        size_bytes = file.stat().st_size
        if size_bytes == 0:
            raise RecordingEmptyError("The file is empty.")
        if size_bytes > services().settings.max_recording_bytes:
            raise RecordingTooLargeError("The recording is larger than this deployment accepts.")
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").digest()
    except OSError as error:
        raise RecordingMissingError("The file cannot be read.") from error
    return imported_call_id(digest, size_bytes, profile_id)


async def _import(file: Path, call_id: str, profile_id: str | None) -> ImportedFile:
    """Write the record first, then the object: its event starts the call as one of ours."""
    world = services()
    for _ in range(_TRIES):
        call = await world.calls.get(call_id) or await _added(call_id, profile_id)
        if call is None:
            continue  # another import was faster: look at what it wrote
        if (known := await _known(file, call)) is not None:
            return known
        key = upload_key(call_id, str(ULID()).lower(), file.name)
        now = world.clock()
        write = url_issued(call, now, key=key, file_name=file.name, expires_at=now + UPLOAD_TIME)
        if await world.calls.apply(write) is not None:
            await world.recordings.put_file(key, file, media_type_of(file.name))
            return ImportedFile(file, Outcome.IMPORTED)
    raise ServiceUnavailableError("The call record is being changed; import the file again.")


async def _added(call_id: str, profile_id: str | None) -> Call | None:
    world = services()
    call = pending_call(call_id, world.clock(), profile_id=profile_id, priority="backfill")
    if not await world.calls.add(call):
        return None
    details = {"profile_id": profile_id, "priority": call.priority}
    await world.audit.note(COMMAND, "call.create", call_id, **details)
    return call


async def _known(file: Path, call: Call) -> ImportedFile | None:
    """Return what is to be said of a call that was there before; None if its upload is missing."""
    failure = call.failure if call.status is Status.FAILED else None
    if call.erased_at is not None:
        return ImportedFile(file, Outcome.FAILED, "The call was erased; it is not imported again.")
    if failure is not None and failure.code != UPLOAD_EXPIRED.code:
        reason = f"Call {call.call_id} failed: {failure.message} ({failure.code})"
        return ImportedFile(file, Outcome.FAILED, reason)
    is_waiting = failure is not None or call.status in WAITING
    if not is_waiting or call.recording is not None or await _is_uploaded(call):
        return ImportedFile(file, Outcome.ALREADY_THERE)
    return None


async def _is_uploaded(call: Call) -> bool:
    """Say whether only the event is still missing."""
    key = call.upload_key
    return key is not None and await services().recordings.head(key) is not None
