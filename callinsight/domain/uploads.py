"""The life of a call before it runs: created, waiting for its recording, accepted, expired."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from callinsight.domain.call import Call, Failure, HistoryEntry, Priority
from callinsight.domain.failures import UPLOAD_EXPIRED
from callinsight.domain.listing import with_list_fields
from callinsight.domain.metadata import merged
from callinsight.domain.profile import PinnedProfile
from callinsight.domain.recording import RecordingObject
from callinsight.domain.status import WAITING, Status
from callinsight.domain.transitions import Write, change, ended, queued

UNUSED_FOR = timedelta(hours=24)
URL_GRACE = timedelta(hours=1)
ADHOC_GRACE = timedelta(minutes=15)


def pending_call(
    call_id: str,
    now: datetime,
    *,
    profile_id: str | None = None,
    metadata: dict[str, str] | None = None,
    priority: Priority = "live",
) -> Call:
    """Return a call that was announced but has no upload link yet."""
    call = Call(
        call_id=call_id,
        status=Status.PENDING_UPLOAD,
        created_at=now,
        updated_at=now,
        due_at=now + UNUSED_FOR,
        lane="watch",
        priority=priority,
        profile_id=profile_id,
        metadata=metadata or {},
        history=(HistoryEntry(status=Status.PENDING_UPLOAD, at=now, attempt=0),),
    )
    return with_list_fields(call)


def queued_call(
    call_id: str,
    now: datetime,
    recording: RecordingObject,
    profile: PinnedProfile,
    *,
    file_name: str,
    priority: Priority = "live",
    due_at: datetime | None = None,
) -> Call:
    """Return a call that starts with its recording: a foreign object, or an ad-hoc file."""
    call = _recorded(call_id, now, recording, Status.QUEUED, file_name).model_copy(
        update={
            "due_at": due_at or now,
            "lane": priority,
            "priority": priority,
            "profile_id": profile.profile_id,
            "profile_version": profile.version,
            "profile_fallback_from": profile.fallback_from,
        }
    )
    return with_list_fields(call)


def refused_call(
    call_id: str, now: datetime, recording: RecordingObject, failure: Failure, *, file_name: str
) -> Call:
    """Return a call that has a recording but cannot start: no profile may serve it."""
    call = _recorded(call_id, now, recording, Status.FAILED, file_name)
    return with_list_fields(call.model_copy(update={"failure": failure}))


def _recorded(
    call_id: str, now: datetime, recording: RecordingObject, status: Status, file_name: str
) -> Call:
    return Call(
        call_id=call_id,
        status=status,
        created_at=now,
        updated_at=now,
        attempt=1,
        fence=_fence_of_a_new_life(now),
        file_name=file_name,
        content_type=recording.content_type,
        size_bytes=recording.size_bytes,
        metadata=recording.metadata,
        recording=recording,
        history=(HistoryEntry(status=status, at=now, attempt=1),),
    )


def _fence_of_a_new_life(now: datetime) -> int:
    """Return a fence that no former life of a lost record has reached: it grew by ones.

    Milliseconds since 1970; an execution that outlived the loss of its record can write nothing.
    """
    return int(now.timestamp() * 1000)


def url_issued(
    call: Call,
    now: datetime,
    *,
    key: str,
    file_name: str,
    expires_at: datetime,
    metadata: Mapping[str, str] | None = None,
) -> Write:
    """Return the write that makes `key` the object intake waits for.

    A call that has not started is Uploading then; one that has keeps its status until a
    replacement really arrives. What is said of the call with it is merged into what was said.
    """
    waiting = {"status": Status.UPLOADING, "due_at": expires_at + URL_GRACE}
    return change(
        call,
        now,
        expect=("upload_key", "metadata"),
        upload_key=key,
        upload_expires_at=expires_at,
        file_name=file_name,
        metadata=merged(call.metadata, metadata or {}),
        **(waiting if call.status in WAITING else {}),
    )


def accepted(
    call: Call, now: datetime, recording: RecordingObject, profile: PinnedProfile
) -> Write:
    """Return the write that queues a call with the recording that has arrived.

    A replacement takes the call away from whoever runs it, as an act of a person: the previous
    run is forgotten, so that its cancellation cannot cancel the new attempt.
    """
    return queued(
        call,
        now,
        due_at=now,
        expect=("upload_key", "metadata"),
        run_id=None,
        recording=recording,
        profile_id=profile.profile_id,
        profile_version=profile.version,
        profile_fallback_from=profile.fallback_from,
        heard_as=None,
        content_type=recording.content_type,
        size_bytes=recording.size_bytes,
        duration_seconds=None,
        sound=None,
        speaker_roles={},
        metadata={**call.metadata, **recording.metadata},
        rescues=0,
        unclaimed=0,
        parked_seconds=0.0,
        failure=None,
    )


def profile_missing(
    call: Call, now: datetime, recording: RecordingObject, failure: Failure
) -> Write:
    """Return the write that fails a call whose first recording came, but no profile serves it."""
    return ended(
        call,
        now,
        Status.FAILED,
        expect=("upload_key", "metadata"),
        run_id=None,
        recording=recording,
        sound=None,
        duration_seconds=None,
        content_type=recording.content_type,
        size_bytes=recording.size_bytes,
        metadata={**call.metadata, **recording.metadata},
        failure=failure,
    )


def version_ignored(call: Call, now: datetime, version: str) -> Write:
    """Return the write that lists a later version of an accepted upload."""
    listed = (*call.ignored_versions, version)[-20:]
    return change(call, now, expect=("ignored_versions",), ignored_versions=listed)


def expired(call: Call, now: datetime) -> Write:
    """Return the write that fails a call whose upload never came."""
    return ended(call, now, Status.FAILED, expect=("due_at",), failure=UPLOAD_EXPIRED)
