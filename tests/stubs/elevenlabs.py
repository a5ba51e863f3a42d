"""ElevenLabs' speech-to-text routes: the paid upload, and the result of a job."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from tests.stubs import scribe, time_marks
from tests.stubs.delivery import Answer, Delivery, at_once, json_answer, said
from tests.stubs.elevenlabs_concurrency import Counted
from tests.stubs.elevenlabs_forms import form_problem
from tests.stubs.elevenlabs_sources import ROUTES, fetched
from tests.stubs.script import Step
from tests.stubs.state import State
from tests.stubs.time_marks import Marks
from tests.stubs.uploads import Upload, read_upload

_PATH = "/elevenlabs/v1/speech-to-text"
_HEADERS = ("content-length", "transfer-encoding", "accept", "expect")


class ElevenLabs:
    """The provider: checks the key, then does what the script says."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Return what the provider serves."""
        return [
            Route(_PATH, self.transcribe, methods=["POST"]),
            Route(_PATH + "/transcripts/{job_id}", self.collect, methods=["GET"]),
            *ROUTES,
        ]

    async def transcribe(self, request: Request) -> Response:
        """Take an upload; it counts as received once its last byte is here."""
        listens = self._state.hears_time_marks or self._state.billing.is_on
        audio = bytearray() if listens else None
        try:
            upload = await read_upload(request, audio)
        except ClientDisconnect:
            return Response()  # nobody hears it
        key_ok, link = self._key_ok(request), upload.text("source_url")
        source = await fetched(link) if key_ok and link else None
        told = {name: request.headers.get(name) for name in _HEADERS}
        query = dict(request.query_params)
        facts = {"query": query, "headers": told, "source": source, **vars(upload)}
        step = self._state.inboxes["elevenlabs"].receive(key_ok=key_ok, **facts)
        self._state.concurrency.begin()
        self._state.load.note_transcription(upload.sha256)
        heard = audio if self._state.hears_time_marks else None
        marks = await time_marks.heard_in(heard, upload)
        work = at_once if upload.text("webhook") == "true" else self._state.load.transcribing
        answer = self._answer(step, key_ok, lambda: self._done(upload, source, marks, audio), work)
        return Counted(answer, self._state.concurrency)

    async def collect(self, request: Request) -> Response:
        """Answer for a job as it stands; the real provider has no word for "running" but 404."""
        job_id = request.path_params["job_id"]
        key_ok = self._key_ok(request)
        step = self._state.inboxes["elevenlabs_results"].receive(key_ok=key_ok, job_id=job_id)
        return self._answer(step, key_ok, lambda: self._result(job_id))

    def _key_ok(self, request: Request) -> bool:
        return self._state.accepts("elevenlabs", request.headers.get("xi-api-key", ""))

    def _answer(
        self,
        step: Step,
        key_ok: bool,
        default: Callable[[], Answer],
        work: Callable[[], Awaitable[None]] = at_once,
    ) -> Delivery:
        answer = said(step, _scripted(step) or default()) if key_ok else _refusal(401)
        told = self._state.concurrency.headers
        return Delivery(replace(answer, headers=told | answer.headers), step, work)

    def _done(
        self,
        upload: Upload,
        source: dict[str, Any] | None,
        marks: Marks,
        audio: bytearray | None,
    ) -> Answer:
        if self._state.concurrency.is_exceeded:
            return _refusal(429, "concurrent_limit_exceeded")
        if problem := form_problem(upload):
            return _refusal(problem.status, param=problem.param)
        if source is not None and source["status"] != 200:
            return _refusal(400, param="source_url")
        self._state.billing.transcribed(upload, audio)
        return self._accepted(upload, marks)

    def _accepted(self, upload: Upload, marks: Marks) -> Answer:
        transcription_id, request_id = uuid4().hex, uuid4().hex
        words = self._state.load.script.words
        document = scribe.transcript(upload, transcription_id, marks, words)
        if upload.text("webhook") != "true":
            return json_answer(document)
        self._state.jobs.accept(transcription_id, document)
        self._state.webhooks.send(document, upload.text("webhook_metadata"), request_id)
        ack = {"message": "Request accepted.", "request_id": request_id}
        return json_answer({**ack, "transcription_id": transcription_id}, 202)

    def _result(self, job_id: str) -> Answer:
        match self._state.jobs.state_of(job_id):
            case "done":
                return json_answer(self._state.jobs.transcript_of(job_id))
            case "failed":
                return _refusal(400, "transcription_failed")
            case _:
                return json_answer(scribe.error(404, None, "old", ""), 404)


def _scripted(step: Step) -> Answer | None:
    """Return what the step says instead of the provider's own answer."""
    if step.is_error:
        shape = step.error_shape or "new"
        status = step.status or (422 if shape == "validation" else 400)
        return json_answer(scribe.error(status, step.code, shape, uuid4().hex), status)
    if step.wrong_schema:
        return json_answer({"words": "none", "text": 7})
    return None


def _refusal(status: int, code: str | None = None, param: str | None = None) -> Answer:
    shape: Any = "validation" if status == 422 else "new"
    return json_answer(scribe.error(status, code, shape, uuid4().hex, param), status)
