"""The labelled transcript: the same paid answer, with roles; labelling it again is free."""

from callinsight.domain.call import TranscriptSummary
from callinsight.domain.errors.base import InternalError
from callinsight.domain.fingerprint import content_hash, fingerprint
from callinsight.domain.redaction.replacing import placeholders
from callinsight.domain.redaction.wish import Redaction
from callinsight.domain.roles import RoleSources
from callinsight.domain.transcript import Transcript
from callinsight.ports.artifacts import ArtifactStore
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.computing import computed

# Raise it when the form of transcripts or the way of finding roles changes: stored answers are
# read again then, and nothing is paid.
LABELLING_VERSION = 2
# Raise it when redaction finds more: transcripts are made again of the raw ones, for nothing.
REDACTION_VERSION = 2


def transcript_key(
    call_id: str, answer: str, sources: RoleSources, redaction: Redaction | None
) -> str:
    """Return where the transcript of an answer's fingerprint lies once it is made like this."""
    hidden = {"redaction": redaction, "redaction_version": REDACTION_VERSION} if redaction else {}
    mark = fingerprint(transcript=answer, roles=sources, version=LABELLING_VERSION, **hidden)
    return artifact_key(call_id, "transcribe", mark, "transcript")


def raw_key(call_id: str, answer: str) -> str:
    """Return where the transcript of an answer lies as it was before redaction."""
    return artifact_key(call_id, "transcribe", answer, "raw")


def transcript_body(transcript: Transcript) -> bytes:
    """Return the transcript as it is stored; equal transcripts are equal bytes."""
    return transcript.model_dump_json(exclude_none=True).encode()


async def stored_body(artifacts: ArtifactStore, summary: TranscriptSummary) -> bytes:
    """Return the transcript that a call record names, as it is stored."""
    body = await artifacts.get(summary.artifact)
    if body is None:
        raise InternalError("The transcript's artifact is not in the bucket.")
    return body


async def stored_transcript(artifacts: ArtifactStore, summary: TranscriptSummary) -> Transcript:
    """Return the transcript that a call record names."""
    return await computed(Transcript.model_validate_json, await stored_body(artifacts, summary))


def summary_of(
    transcript: Transcript,
    *,
    answer: str,
    artifact: str,
    body: bytes,
    redacted: bool = False,
) -> TranscriptSummary:
    """Return what the call record tells of a stored transcript."""
    return TranscriptSummary(
        artifact=artifact,
        answer=answer,
        sha256=content_hash(body),
        engine=transcript.engine,
        model=transcript.model,
        quality=transcript.quality,
        language=transcript.language,
        language_probability=transcript.language_probability,
        turns=len(transcript.turns),
        words=transcript.words,
        roles=transcript.roles,
        redacted=placeholders(transcript) if redacted else None,
        dropped_settings=transcript.dropped_settings,
    )
