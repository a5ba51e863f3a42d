"""Upload links."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from ulid import ULID

from callinsight.api.access import Caller, needs
from callinsight.api.parameters import CallId
from callinsight.api.problems import input_error
from callinsight.api.refusals import refusals
from callinsight.domain.access import Scope
from callinsight.domain.call import Call
from callinsight.domain.errors.call import CallNotFoundError, ConflictError, TooMuchMetadataError
from callinsight.domain.errors.recording import RecordingTooLargeError
from callinsight.domain.metadata import MOST_METADATA, MetadataName, MetadataValue
from callinsight.domain.recording import media_type_of, upload_key
from callinsight.domain.uploads import url_issued
from callinsight.ports.recordings import UploadLink
from callinsight.services import services

router = APIRouter(prefix="/calls", tags=["uploads"])


def _without_parameters(content_type: str) -> str:
    """Return `audio/webm` for the `audio/webm;codecs=opus` of a browser."""
    return content_type.partition(";")[0].strip()


ContentType = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_.+-]{1,64}/[A-Za-z0-9_.+-]{1,64}$"),
    BeforeValidator(_without_parameters),
]


_METADATA = TypeAdapter(
    Annotated[dict[MetadataName, MetadataValue], Field(max_length=MOST_METADATA)]
)


class UploadUrl(BaseModel):
    """How to upload one file: send exactly these headers, or these form fields before the file."""

    method: Literal["PUT", "POST"]
    url: str
    headers: dict[str, str] = {}
    fields: dict[str, str] = {}
    key: str
    expires_at: datetime


# A link changes its call and lets a recording in: although it is asked for with GET, it is a write.
@router.get(
    "/{call_id}/upload-url",
    dependencies=[needs(Scope.WRITE)],
    responses=refusals(
        CallNotFoundError, ConflictError, RecordingTooLargeError, TooMuchMetadataError
    ),
)
async def get_upload_url(
    call_id: CallId,
    caller: Caller,
    file_name: Annotated[
        str,
        Query(
            alias="fileName",
            min_length=1,
            max_length=1024,
            description="any name; it is shown as it is given",
            examples=["bergmann upgrade.m4a"],
        ),
    ],
    method: Annotated[
        Literal["put", "post"], Query(description="of the upload: one request, or a form")
    ] = "put",
    content_type: Annotated[
        ContentType | None,
        Query(
            alias="contentType",
            description="by default what the name's ending says",
            examples=["audio/mp4"],
        ),
    ] = None,
    size_bytes: Annotated[
        int | None,
        Query(alias="sizeBytes", ge=1, description="signed if given", examples=[603_144]),
    ] = None,
    replace: Annotated[  # noqa: FBT002  (a query parameter, always given by name)
        bool, Query(description="replace an accepted recording")
    ] = False,
    metadata: Annotated[
        str,
        Query(
            max_length=16_384,
            description="a JSON object, merged into the call's metadata",
            examples=['{"agent": "Anna"}'],
            json_schema_extra={
                "contentMediaType": "application/json",
                "contentSchema": _METADATA.json_schema(),
            },
        ),
    ] = "{}",
) -> UploadUrl:
    """Return a link for one upload; a new one replaces the last, and never collides with it.

    `put` serves simple clients; `post` is a form whose size is limited by S3 itself. The same name
    in `metadata` replaces what was said when the call was announced, and is replaced by what comes
    with the object.
    """
    said = _said(metadata)
    call = await services().reruns.existing(call_id)
    if call.recording is not None and not replace:
        raise ConflictError("The call has its recording; replace=true uploads another one.")
    world = services()
    if size_bytes is not None and size_bytes > world.settings.max_recording_bytes:
        raise RecordingTooLargeError("The recording is larger than this deployment accepts.")
    link = await world.recordings.upload_link(
        upload_key(call_id, str(ULID()).lower(), file_name),
        content_type=content_type or media_type_of(file_name),
        form=method == "post",
        size_bytes=size_bytes,
        metadata={"profile-id": call.profile_id} if method == "post" and call.profile_id else {},
    )
    await _expect(call, link, file_name, said)
    await world.audit.note(
        caller, "call.upload_link", call_id, replace=replace or None, metadata=[*said]
    )
    return UploadUrl(
        method=link.method,
        url=link.url,
        headers=link.headers,
        fields=link.fields,
        key=link.key,
        expires_at=link.expires_at,
    )


async def _expect(call: Call, link: UploadLink, file_name: str, said: dict[str, str]) -> None:
    world = services()
    write = url_issued(
        call,
        world.clock(),
        key=link.key,
        file_name=file_name,
        expires_at=link.expires_at,
        metadata=said,
    )
    if await world.calls.apply(write) is None:
        raise ConflictError("The call was changed at the same moment; ask for the link again.")


def _said(text: str) -> dict[str, str]:
    """Return the metadata of a query; its words are in no message."""
    try:
        return _METADATA.validate_json(text)
    except ValidationError as error:
        raise input_error(
            "query", "metadata", error.errors(include_input=False)[0]["msg"]
        ) from None
