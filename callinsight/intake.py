"""From an event to a call that is queued: the recording is looked at, never the event believed."""

import logging

from callinsight.clock import Clock
from callinsight.domain.call import Call
from callinsight.domain.call_id import derived_call_id
from callinsight.domain.errors.base import CallInsightError, ServiceUnavailableError
from callinsight.domain.errors.profile import ProfileNotFoundError
from callinsight.domain.errors.sender import WrongBucketError
from callinsight.domain.events import RecordingUploaded
from callinsight.domain.failures import failure_of
from callinsight.domain.profile import PinnedProfile
from callinsight.domain.recording import ADHOC, RecordingObject, call_id_in
from callinsight.domain.status import Status
from callinsight.domain.transitions import Write
from callinsight.domain.uploads import (
    accepted,
    profile_missing,
    queued_call,
    refused_call,
    version_ignored,
)
from callinsight.ports.calls import CallStore
from callinsight.ports.recordings import RecordingStore
from callinsight.profiles import Profiles

_log = logging.getLogger(__name__)

_TRIES = 3


class Intake:
    """Accepts recordings that have arrived; accepting one twice changes nothing."""

    def __init__(
        self, calls: CallStore, recordings: RecordingStore, profiles: Profiles, clock: Clock
    ) -> None:
        self._calls = calls
        self._recordings = recordings
        self._profiles = profiles
        self._clock = clock

    async def accept(
        self, event: RecordingUploaded, *, profile_id: str | None = None
    ) -> Call | None:
        """Queue the call of an uploaded recording; None if there is nothing (more) to do.

        `profile_id` is what the queue message asked for. Raises `WrongBucketError` for a bucket
        that is not ours and lets errors of AWS through: the message then comes again.
        """
        if _is_no_upload(event.key):
            return None
        if event.bucket != self._recordings.bucket:
            raise WrongBucketError("The event is about a bucket that is not the recordings bucket.")
        found = await self._recordings.head(event.key, version_id=event.version_id)
        if found is None:
            _log.info("An event was ignored: its recording is not there any more.")
            return None
        for _ in range(_TRIES):
            call_id = call_id_in(event.key)
            call = await self._calls.get(call_id) if call_id else None
            if call is None:
                return await self._accept_unknown(found, profile_id)
            write = await self._write_for(call, found, profile_id)
            if write is None:
                return None
            if (written := await self._calls.apply(write)) is not None:
                return written if written.recording == found else None
        raise ServiceUnavailableError("The call record is being changed; the event comes again.")

    async def _write_for(
        self, call: Call, found: RecordingObject, profile_id: str | None
    ) -> Write | None:
        """Decide about an object under a call of ours: its first expected version wins."""
        if call.erased_at is not None:
            await self._recordings.delete(found)
            _log.info("A recording of erased call %s was deleted.", call.call_id)
            return None
        current = call.recording
        if current is not None and (current.key, current.version) == (found.key, found.version):
            return None
        if call.upload_key == found.key and (current is None or current.key != found.key):
            return await self._accepting(call, found, profile_id)
        if found.version in call.ignored_versions:
            return None
        _log.info("A later version of a recording of call %s was ignored.", call.call_id)
        return version_ignored(call, self._clock(), found.version)

    async def _accepting(self, call: Call, found: RecordingObject, profile_id: str | None) -> Write:
        now = self._clock()
        try:
            asked = call.profile_fallback_from or call.profile_id
            profile = await self._pinned(asked, found, profile_id)
        except ProfileNotFoundError as error:
            if call.profile_id is None or call.profile_version is None:
                return profile_missing(call, now, found, failure_of(error, None))
            profile = PinnedProfile(  # a replacement goes on with what the call has used so far
                profile_id=call.profile_id,
                version=call.profile_version,
                fallback_from=call.profile_fallback_from,
            )
        return accepted(call, now, found, profile)

    async def reconcile(self) -> int:
        """Accept every recording in the bucket that no call knows; return how many calls started.

        A lost event, or even a lost table, is made good from the bucket this way. Of several
        uploads to one call the newest counts; one that cannot be accepted leaves the others alone.
        """
        started, newest = 0, ""
        async for key in self._recordings.list_uploads():  # by key, so by call and upload
            if newest and (call_id_in(key) is None or call_id_in(key) != call_id_in(newest)):
                started += await self._is_started(newest)
            newest = key
        return started + (await self._is_started(newest) if newest else 0)

    async def _is_started(self, key: str) -> bool:
        try:
            call = await self.accept(RecordingUploaded(self._recordings.bucket, key))
        except CallInsightError as error:
            _log.warning("A recording was left out of the reconciliation: %s", error)
            return False
        return call is not None and call.status is Status.QUEUED

    async def _accept_unknown(self, found: RecordingObject, profile_id: str | None) -> Call | None:
        """An object without a record becomes a call of its own, always the same one.

        A key of ours keeps its call id, so that artifacts of a lost record are found again.
        """
        call_id = call_id_in(found.key) or derived_call_id(
            found.bucket, found.key, found.version, found.uploaded_at
        )
        known = await self._calls.get(call_id)
        if known is not None:
            if known.erased_at is not None:
                await self._recordings.delete(found)
            return None
        call = await self._unknown_call(call_id, found, profile_id)
        return call if await self._calls.add(call) else None

    async def _unknown_call(
        self, call_id: str, found: RecordingObject, profile_id: str | None
    ) -> Call:
        now, name = self._clock(), found.key.rpartition("/")[2]
        try:
            profile = await self._pinned(None, found, profile_id)
        except ProfileNotFoundError as error:
            return refused_call(call_id, now, found, failure_of(error, None), file_name=name)
        return queued_call(call_id, now, found, profile, file_name=name)

    async def _pinned(
        self, asked: str | None, found: RecordingObject, message_attribute: str | None
    ) -> PinnedProfile:
        return await self._profiles.pin(
            asked, key=found.key, metadata=found.metadata, message_attribute=message_attribute
        )


def _is_no_upload(key: str) -> bool:
    """Folder markers are made by consoles; an ad-hoc file's call does not come from an event."""
    return key.endswith("/") or key.startswith(ADHOC)
