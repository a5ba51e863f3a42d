"""What can be wrong with a recording, or with a transcript that comes instead of one."""

from callinsight.domain.errors.base import PermanentError


class RecordingRejectedError(PermanentError):
    """The recording cannot be used; nothing was paid."""

    code = "recording_rejected"
    hint = "Upload the recording again."


class RecordingMissingError(RecordingRejectedError):
    """The recording is not in the bucket any more."""

    code = "recording_missing"
    hint = "It was deleted or replaced after its event; upload it again."


class RecordingEmptyError(RecordingRejectedError):
    """The recording has no bytes."""

    code = "recording_empty"
    hint = "The upload was cut or the file is empty; upload it again."


class RecordingTooShortError(RecordingRejectedError):
    """The recording is shorter than any provider accepts."""

    code = "recording_too_short"
    hint = "Recordings must last at least MIN_RECORDING_SECONDS."


class RecordingTooLongError(RecordingRejectedError):
    """The recording lasts longer than we accept."""

    code = "recording_too_long"
    hint = "Split the recording, or raise MAX_RECORDING_SECONDS."


class RecordingTooLargeError(RecordingRejectedError):
    """The recording is larger than we accept."""

    code = "recording_too_large"
    hint = "Split the recording, or raise MAX_RECORDING_BYTES."


class RecordingNotAudioError(RecordingRejectedError):
    """The file is of another kind, or a video without sound."""

    code = "recording_not_audio"
    hint = "Upload aac, m4a, mp3, wav, flac, ogg, opus, webm, amr or mp4 audio that plays."


class RecordingEncryptedError(RecordingRejectedError):
    """The recording is encrypted, by its own format or around it."""

    code = "recording_encrypted"
    hint = "Upload it decrypted; S3's own encryption at rest is no hindrance."


class RecordingUnreadableError(RecordingRejectedError):
    """The recording is audio, but too damaged to decode."""

    code = "recording_unreadable"
    hint = "Try to play it; if it does not play, export it anew and upload that."


class RecordingTruncatedError(RecordingRejectedError):
    """The recording ends before the length that it announces."""

    code = "recording_truncated"
    hint = "The upload or the recorder was cut off; upload it again, or lower TRUNCATION_SHARE."


class RecordingSilentError(RecordingRejectedError):
    """Nobody is to be heard in the recording."""

    code = "recording_silent"
    hint = "Check the recorder's input; SILENCE_DBFS and SILENCE_SHARE say what counts as silent."


class TranscriptInvalidError(RecordingRejectedError):
    """A ready transcript that is in none of the forms we read."""

    code = "transcript_invalid"
    hint = "Upload our own, an ElevenLabs Scribe or an Amazon Transcribe JSON document."
