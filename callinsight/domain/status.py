"""Where a call is: the statuses, in the order of its path, and the kinds of them."""

from enum import StrEnum


class Status(StrEnum):
    """Where a call is; the ten names of the original system."""

    PENDING_UPLOAD = "PendingUpload"
    UPLOADING = "Uploading"
    QUEUED = "Queued"
    READING = "READING"
    PREPARING = "PREPARING"
    TRANSCRIBING = "TRANSCRIBING"
    TRANSCRIBED = "TRANSCRIBED"
    ANALYZING = "Analyzing"
    COMPLETED = "Completed"
    FAILED = "Failed"


PATH = tuple(Status)[:-1]
TERMINAL = frozenset({Status.COMPLETED, Status.FAILED})
WAITING = frozenset({Status.PENDING_UPLOAD, Status.UPLOADING})
RUNNING = frozenset(
    {
        Status.READING,
        Status.PREPARING,
        Status.TRANSCRIBING,
        Status.TRANSCRIBED,
        Status.ANALYZING,
    }
)
