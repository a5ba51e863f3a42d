"""ElevenLabs' speech-to-text routes: the paid upload, and the result of a job."""

from collections.abc import Callable
from uuid import uuid4

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from tests.stubs import scribe
from tests.stubs.delivery import Answer, Delivery, json_answer, said
from tests.stubs.script import Step
from tests.stubs.state import State
from tests.stubs.uploads import Upload, read_upload

_PATH = "/elevenlabs/v1/speech-to-text"
_SOURCES = ("source_url", "cloud_storage_url")


class ElevenLabs:
    """The provider: checks the key, then does what the script says."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Return what the provider serves."""
        return [
            Route(_PATH, self.transcribe, methods=["POST"]),
            Route(_PATH + "/transcripts/{job_id}", self.collect, methods=["GET"]),
        ]

    async def transcribe(self, request: Request) -> Response:
        """Take an upload; it counts as received once its last byte is here."""
        try:
            upload = await read_upload(request)
        except ClientDisconnect:
            return Response()  # nobody hears it
        key_ok, query = self._key_ok(request), dict(request.query_params)
        inbox = self._state.inboxes["elevenlabs"]
        step = inbox.receive(key_ok=key_ok, query=query, **vars(upload))
        return _answer(step, key_ok, lambda: _invalid(upload) or self._accepted(upload))

    async def collect(self, request: Request) -> Response:
        """Answer for a job as it stands; the real provider has no word for "running" but 404."""
        job_id = request.path_params["job_id"]
        key_ok = self._key_ok(request)
        step = self._state.inboxes["elevenlabs_results"].receive(key_ok=key_ok, job_id=job_id)
        return _answer(step, key_ok, lambda: self._result(job_id))

    def _key_ok(self, request: Request) -> bool:
        return self._state.accepts("elevenlabs", request.headers.get("xi-api-key", ""))

    def _accepted(self, upload: Upload) -> Answer:
        transcription_id = uuid4().hex
        document = scribe.transcript(upload, transcription_id)
        if upload.text("webhook") != "true":
            return json_answer(document)
        self._state.jobs.accept(transcription_id, document)
        ack = {"message": "Request accepted.", "request_id": uuid4().hex}
        return json_answer({**ack, "transcription_id": transcription_id}, 202)

    def _result(self, job_id: str) -> Answer:
        match self._state.jobs.state_of(job_id):
            case "done":
                return json_answer(self._state.jobs.transcript_of(job_id))
            case "failed":
                return _refusal(400, "transcription_failed")
            case _:
                return json_answer(scribe.error(404, None, "old", ""), 404)


def _answer(step: Step, key_ok: bool, default: Callable[[], Answer]) -> Delivery:
    if not key_ok:
        return Delivery(_refusal(401), step)
    if step.is_error:
        return Delivery(said(step, _scripted_error(step)), step)
    if step.wrong_schema:
        return Delivery(said(step, json_answer({"words": "none", "text": 7})), step)
    return Delivery(said(step, default()), step)


def _invalid(upload: Upload) -> Answer | None:
    """Return the refusal that a form earns by itself: the real provider checks these too."""
    if not upload.multipart or not upload.text("model_id"):
        return json_answer(scribe.error(422, "model_id", "validation", ""), 422)
    sources = sum(bool(upload.text(name)) for name in _SOURCES) + (upload.file is not None)
    return None if sources == 1 else _refusal(400)


def _scripted_error(step: Step) -> Answer:
    shape = step.error_shape or "new"
    status = step.status or (422 if shape == "validation" else 400)
    return json_answer(scribe.error(status, step.code, shape, uuid4().hex), status)


def _refusal(status: int, code: str | None = None) -> Answer:
    return json_answer(scribe.error(status, code, "new", uuid4().hex), status)
