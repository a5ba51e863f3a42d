"""OpenAI's audio route: checks the form as the real one does, and answers in its three forms."""

from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from tests.stubs import openai_documents as documents
from tests.stubs.delivery import Answer, Delivery, json_answer, said
from tests.stubs.scribe import DIALOGUE
from tests.stubs.script import Step
from tests.stubs.state import State
from tests.stubs.uploads import Upload, read_upload

Document = dict[str, Any]

_WORD_SECONDS = 0.3
_WORD_GAP_SECONDS = 0.1
_KNOWN = {
    "model", "language", "languages[]", "keywords[]", "prompt", "response_format", "temperature",
    "include[]", "timestamp_granularities[]", "chunking_strategy", "known_speaker_names[]",
    "known_speaker_references[]", "stream",
}  # fmt: skip
_ENDINGS = ("flac", "mp3", "mp4", "mpeg", "mpga", "m4a", "ogg", "wav", "webm")


class OpenAIAudio:
    """The provider: checks the key and the form, then does what the script says."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Return what the provider serves."""
        return [Route("/openai/v1/audio/transcriptions", self.transcribe, methods=["POST"])]

    async def transcribe(self, request: Request) -> Response:
        """Take an upload; it counts as received once its last byte is here."""
        try:
            upload = await read_upload(request)
        except ClientDisconnect:
            return Response()  # nobody hears it
        authorization = request.headers.get("authorization")
        key = (authorization or "").removeprefix("Bearer ")
        # Local servers ask for no key; the expected one is asked for once it is set.
        key_ok = authorization is None or self._state.accepts("openai", key)
        if authorization is None and self._state.keys["openai"] is not None:
            key_ok = False
        inbox = self._state.inboxes["openai_audio"]
        step = inbox.receive(key_ok=key_ok, authorization=authorization, **vars(upload))
        if not key_ok:
            return Delivery(json_answer(documents.error(401, None), 401), step)
        return Delivery(said(step, _default(step, upload)), step)


def _default(step: Step, upload: Upload) -> Answer:
    if step.is_error:
        status = step.status or 400
        return json_answer(documents.error(status, step.code), status)
    problem = form_problem(upload)
    if problem is not None:
        return json_answer(documents.error(400, "invalid_value", problem), 400)
    if step.wrong_schema:
        return json_answer({"words": "none", "text": 7})
    return json_answer(_FORMS[upload.text("response_format") or "json"]())


def form_problem(upload: Upload) -> str | None:
    """Return the first field that the real route would refuse."""
    model, form = upload.text("model"), upload.text("response_format") or "json"
    diarizes, whisper = "diarize" in model, model.startswith(("whisper", "local"))
    forms = {"json": True, "verbose_json": whisper, "diarized_json": diarizes}
    given = upload.fields
    wrong = {
        "form": not upload.multipart or not set(given) <= _KNOWN,
        "model": not model,
        "file": not str((upload.file or {}).get("name")).endswith(_ENDINGS),
        "response_format": not forms.get(form),
        "timestamp_granularities": "timestamp_granularities[]" in given and form != "verbose_json",
        "keywords": "keywords[]" in given and model != "gpt-transcribe",
        "chunking_strategy": diarizes and not upload.text("chunking_strategy"),
    }
    return next((name for name, is_wrong in wrong.items() if is_wrong), None)


def plain() -> Document:
    """Return what `json` is: the text, and on newer models the languages."""
    return {"text": _text(), "languages": [{"code": "en"}], "usage": _usage()}


def verbose() -> Document:
    """Return what `verbose_json` is: words and segments with their times."""
    words = [entry for _, entry in _words()]
    return {
        "task": "transcribe",
        "duration": _duration(),
        "language": "english",
        "text": _text(),
        "words": words,
        "segments": [
            {
                "id": number,
                "seek": 0,
                "start": start,
                "end": end,
                "text": f" {text}",
                "tokens": [1, 2, 3],
                "temperature": 0.0,
                "avg_logprob": -0.2,
                "compression_ratio": 1.1,
                "no_speech_prob": 0.01,
            }
            for number, (_, start, end, text) in enumerate(_segments())
        ],
        "usage": _usage(),
    }


def diarized() -> Document:
    """Return what `diarized_json` is: segments with speakers, no words."""
    return {
        "task": "transcribe",
        "duration": _duration(),
        "text": _text(),
        "segments": [
            {
                "type": "transcript.text.segment",
                "id": f"seg_{number}",
                "start": start,
                "end": end,
                "text": text,
                "speaker": "AB"[speaker],
            }
            for number, (speaker, start, end, text) in enumerate(_segments())
        ],
        "usage": _usage(),
    }


_FORMS = {"json": plain, "verbose_json": verbose, "diarized_json": diarized}


def _words() -> list[tuple[int, Document]]:
    """The dialogue word by word; a turn starts a second after the one before."""
    at, heard = 0.5, []
    for number, (_, text) in enumerate(DIALOGUE):
        for word in text.split():
            heard.append(
                (number, {"word": word, "start": round(at, 2), "end": round(at + _WORD_SECONDS, 2)})
            )
            at += _WORD_SECONDS + _WORD_GAP_SECONDS
        at += 1.5
    return heard


def _segments() -> list[tuple[int, float, float, str]]:
    found = []
    for number, (speaker, text) in enumerate(DIALOGUE):
        times = [entry for place, entry in _words() if place == number]
        found.append((speaker, times[0]["start"], times[-1]["end"], text))
    return found


def _text() -> str:
    return " ".join(text for _, text in DIALOGUE)


def _duration() -> float:
    return float(_words()[-1][1]["end"]) + 0.5


def _usage() -> Document:
    return {"type": "duration", "seconds": _duration()}
