"""Engines that say what the test wants, and count what was paid."""

import asyncio
import json
from typing import Any

from callinsight.domain.analysis import Usage
from callinsight.domain.errors.base import CallInsightError
from callinsight.domain.errors.provider import OutputCutError
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.prompt import ModelRequest
from callinsight.domain.recording import Recording, SoundFacts
from callinsight.domain.transcript import HeardWord, Transcript, Word, turns_of
from callinsight.ports.engines import Audio, AudioLimits, BeforeSend, ModelAnswer


class _Scripted:
    """Fails as often as it is told to; counts the requests that reached the provider."""

    def __init__(self) -> None:
        self.paid_requests = 0
        self._failures: list[CallInsightError | None] = []
        self.asked = asyncio.Event()
        self._answers = asyncio.Event()
        self._answers.set()

    def hold(self) -> None:
        """Answer nothing until `release`; `asked` is set once a request waits."""
        self._answers.clear()

    def release(self) -> None:
        """Answer what waits, and whatever comes."""
        self._answers.set()

    def fail_with(self, error: CallInsightError, *, times: int = 1, after: int = 0) -> None:
        """Answer requests with an error, the next ones or those after some that succeed."""
        self._failures += [None] * after + [error] * times

    def recover(self) -> None:
        """Answer again."""
        self._failures.clear()

    async def _sent(self, before_send: BeforeSend) -> None:
        await before_send()
        failure = self._failures.pop(0) if self._failures else None
        if failure is not None:
            raise failure
        self.paid_requests += 1
        self.asked.set()
        await self._answers.wait()


class FakeTranscriber(_Scripted):
    """A paid transcriber: two speakers on two channels."""

    engine = "fake"
    provider = "fake"
    words: tuple[tuple[str, str], ...] = (
        ("agent", "hello how can i help"),
        ("customer", "i want a refund"),
    )

    def fingerprint_parts(self, settings: TranscriptionSettings) -> dict[str, Any]:
        return {"engine": self.engine, "model": settings.model, "language": settings.language}

    def limits(self, recording: Recording, settings: TranscriptionSettings) -> AudioLimits:
        return AudioLimits(frozenset({"audio/wav"}), 5_000_000_000, 36_000.0)

    def slots(self, recording: Recording) -> int:
        return 1

    def surcharges(self, recording: Recording, settings: TranscriptionSettings) -> tuple[str, ...]:
        return ("keyterms",) if settings.keyterms else ()

    async def request(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
    ) -> bytes:
        await self._sent(before_send)
        return json.dumps(self.words).encode()

    def read(
        self, body: bytes, recording: Recording, settings: TranscriptionSettings
    ) -> Transcript:
        heard, at = [], 0.0
        for channel, (_, text) in enumerate(json.loads(body)):
            for word in text.split():
                timed = Word(text=word, start=at, end=at + 0.3)
                heard.append(HeardWord(word=timed, speaker=f"channel_{channel}", channel=channel))
                at += 0.5
            at += 2
        return Transcript(
            engine=self.engine,
            model=settings.model,
            quality="final",
            duration_seconds=recording.duration_seconds,
            channels=2,
            turns=turns_of(heard),
        )


class FakeJobTranscriber(FakeTranscriber):
    """The same, as a job: `results` fills when the test says the provider is done."""

    def __init__(self) -> None:
        super().__init__()
        self.results: dict[str, bytes] = {}
        self.references: list[dict[str, str]] = []
        self.collect_errors: list[CallInsightError] = []
        self.done_at_once = True

    async def submit(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
        reference: dict[str, str],
    ) -> str:
        await self._sent(before_send)
        self.references.append(reference)
        job_id = f"job-{self.paid_requests}"
        if self.done_at_once:
            self.results[job_id] = json.dumps(self.words).encode()
        return job_id

    async def collect(self, job_id: str) -> bytes | None:
        if self.collect_errors:
            raise self.collect_errors.pop(0)
        return self.results.get(job_id)


CUT = "cut off at its limit"


class FakeLanguageModel(_Scripted):
    """A paid model that answers every question alike."""

    engine = "fake"
    provider = "fake"

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[str] = []
        self.requests: list[ModelRequest] = []
        self.calls_itself: str | None = None

    def answer_with(self, *texts: str) -> None:
        """Give these texts as the next answers; `CUT` is one that met the limit of its length."""
        self.answers += texts

    async def request(self, request: ModelRequest, before_send: BeforeSend) -> bytes:
        await self._sent(before_send)
        self.requests.append(request)
        text = self.answers.pop(0) if self.answers else _fitting(request)
        named = {"model": self.calls_itself} if self.calls_itself else {}
        return json.dumps({"text": text, **named}).encode()

    def sent(self, request: ModelRequest, body: bytes | None = None) -> bytes:
        return request.model_dump_json().encode()

    def usage(self, body: bytes) -> Usage:
        return Usage(requests=1, input_tokens=100, cached_tokens=40, output_tokens=10)

    def answered_by(self, body: bytes, request: ModelRequest) -> str:
        return json.loads(body).get("model") or request.model

    def read(self, body: bytes, request: ModelRequest) -> ModelAnswer:
        text = json.loads(body)["text"]
        if text == CUT:
            raise OutputCutError("The answer was cut off at its limit.")
        return ModelAnswer(text=text, model=self.answered_by(body, request))


class FakeSoundProbe:
    """Takes every recording for one minute of stereo, unless told otherwise."""

    def __init__(self) -> None:
        self.facts = SoundFacts(media_type="audio/wav", duration_seconds=60.0, channels=2)
        self.error: CallInsightError | None = None
        self.probes = 0

    async def probe(self, path: Any) -> SoundFacts:
        self.probes += 1
        if self.error is not None:
            raise self.error
        return self.facts


def _fitting(request: ModelRequest) -> str:
    fields = request.output_schema["properties"]
    if request.field is None:
        return json.dumps({name: _value(field) for name, field in fields.items()})
    (own,) = (form for form in fields["answer"]["anyOf"] if request.field in form["properties"])
    answer = {name: _value(field) for name, field in own["properties"].items()}
    return json.dumps({"answer": answer})


def _value(field: dict[str, Any]) -> Any:
    if "enum" in field:
        return field["enum"][0]
    kind = field.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    return {"string": "an answer", "array": [], "boolean": True}.get(kind)
