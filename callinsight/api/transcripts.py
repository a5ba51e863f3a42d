"""The words and the sound of a call."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from callinsight.api.access import Caller, needs
from callinsight.api.parameters import CallId
from callinsight.api.refusals import refusals
from callinsight.domain.access import Scope
from callinsight.domain.errors.call import (
    CallNotFoundError,
    ProviderAnswerMissingError,
    ResultMissingError,
)
from callinsight.domain.errors.recording import RecordingMissingError
from callinsight.domain.errors.sender import ScopeMissingError
from callinsight.domain.subtitles import plain_text, srt, vtt
from callinsight.domain.transcript import Transcript
from callinsight.services import services
from callinsight.steps.labelling import transcript_body

router = APIRouter(prefix="/calls", tags=["transcripts"])

Format = Literal["json", "txt", "srt", "vtt"]
_WRITTEN = {
    "txt": (plain_text, "text/plain; charset=utf-8"),
    "srt": (srt, "application/x-subrip; charset=utf-8"),
    "vtt": (vtt, "text/vtt; charset=utf-8"),
}


class Playback(BaseModel):
    """Where the recording can be heard, for a short while."""

    url: str
    media_type: str | None = None
    duration_seconds: float | None = None
    expires_at: datetime


@router.get(
    "/{call_id}/transcript",
    response_model=Transcript,
    response_model_exclude_none=True,
    responses={
        200: {
            "description": "The transcript in the format that was asked for",
            "content": {kind.partition(";")[0]: {} for _, kind in _WRITTEN.values()},
        },
        **refusals(CallNotFoundError, ResultMissingError),
    },
    dependencies=[needs(Scope.READ)],
)
async def get_transcript(
    call_id: CallId,
    caller: Caller,
    format: Annotated[  # noqa: A002  (the name of the query parameter)
        Format, Query(description="every word with its times, text, or subtitles")
    ] = "json",
    *,
    raw: Annotated[
        bool, Query(description="as it was before redaction; needs the scope raw as well")
    ] = False,
) -> Response:
    """Return who said what, when: as JSON with every word, or as text or subtitles."""
    if raw and not caller.may(Scope.RAW):
        raise ScopeMissingError(f"This needs the scope {Scope.RAW.value}.")
    transcripts = services().transcripts
    if format == "json" and not raw:
        return Response(await transcripts.body_of(call_id), media_type="application/json")
    transcript = await (transcripts.raw if raw else transcripts.of)(call_id)
    if format == "json":
        return Response(transcript_body(transcript), media_type="application/json")
    write, media_type = _WRITTEN[format]
    name = f'attachment; filename="{call_id}.{format}"'
    return Response(write(transcript), media_type=media_type, headers={"Content-Disposition": name})


@router.get(
    "/{call_id}/recording",
    dependencies=[needs(Scope.READ)],
    responses=refusals(CallNotFoundError, RecordingMissingError, ResultMissingError),
)
async def get_recording(call_id: CallId) -> Playback:
    """Return a link that plays the recording; ask again when it has expired."""
    world = services()
    call = await world.reruns.existing(call_id)
    if call.recording is None:
        raise ResultMissingError("The call has no recording yet.")
    if (
        await world.recordings.head(
            call.recording.key, version_id=call.recording.version_id, bucket=call.recording.bucket
        )
        is None
    ):
        raise RecordingMissingError("The recording is not in the bucket any more.")
    seconds = world.settings.upload_url_seconds
    expires_at = world.clock() + timedelta(seconds=seconds)
    return Playback(
        url=await world.recordings.playback_url(call.recording, seconds=seconds),
        media_type=call.sound.media_type if call.sound else call.content_type,
        duration_seconds=call.duration_seconds,
        expires_at=expires_at,
    )


@router.get(
    "/{call_id}/provider-answer",
    responses={
        200: {"content": {"application/json": {}}},
        **refusals(CallNotFoundError, ProviderAnswerMissingError, ResultMissingError),
    },
    dependencies=[needs(Scope.RAW)],
)
async def get_provider_answer(call_id: CallId) -> Response:
    """Return what the transcription's provider answered, word for word but for redacted values."""
    body = await services().transcripts.provider_answer(call_id)
    return Response(body, media_type="application/json")
