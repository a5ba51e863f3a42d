"""The engines that hear and that read: transcribers and language models."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from callinsight.domain.analysis import Usage
from callinsight.domain.model_life import Listed
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.prompt import ModelRequest
from callinsight.domain.recording import Recording, SoundFacts
from callinsight.domain.transcript import Transcript

BeforeSend = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class AudioLimits:
    """What an engine takes in one request; what it does not take is transcoded or cut first."""

    media_types: frozenset[str]
    max_bytes: int
    max_seconds: float
    mono: bool = False
    """What is made anew may be mixed down: nobody asks which channel a word is on."""

    def take(self, recording: Recording) -> bool:
        """Say whether a recording may be sent as it is: a provider may mix its channels."""
        return (
            recording.media_type in self.media_types
            and not recording.mirrored
            and recording.size_bytes <= self.max_bytes
            and recording.duration_seconds <= self.max_seconds
        )


class Audio(Protocol):
    """The bytes of one recording, on demand."""

    def stream(self) -> AsyncIterator[bytes]:
        """Yield the bytes in order."""
        ...

    def local_copy(self) -> AbstractAsyncContextManager[Path]:
        """Hold the bytes as a local file for the length of a block."""
        ...

    async def url(self) -> str:
        """Return a link from which a provider may fetch the bytes for a while."""
        ...


@runtime_checkable
class LocalTranscriber(Protocol):
    """Recognises speech on this machine: nothing is paid, so it may simply be run again."""

    engine: str

    def fingerprint_parts(self, settings: TranscriptionSettings) -> dict[str, Any]:
        """Return the settings that shape the result, engine and model among them."""
        ...

    async def transcribe(
        self, recording: Recording, audio: Audio, settings: TranscriptionSettings
    ) -> Transcript:
        """Return what was said."""
        ...


@runtime_checkable
class PaidTranscriber(Protocol):
    """A provider that answers one paid request with the transcript."""

    engine: str
    provider: str
    """Whose limits and whose account the requests count against: engines may share one."""

    def limits(self, recording: Recording, settings: TranscriptionSettings) -> AudioLimits:
        """Return what one request takes, given what is to be made of the recording."""
        ...

    def slots(self, recording: Recording) -> int:
        """Return how many of the provider's concurrent requests this recording counts as."""
        ...

    def fingerprint_parts(self, settings: TranscriptionSettings) -> dict[str, Any]:
        """Return the settings that shape the result, engine and model among them."""
        ...

    def surcharges(self, recording: Recording, settings: TranscriptionSettings) -> tuple[str, ...]:
        """Return the names of the price table's surcharges that a request causes."""
        ...

    async def request(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
    ) -> bytes:
        """Send the one paid request and return the provider's JSON as it came.

        `before_send` is awaited directly before the request leaves. Raises `RetryableError` or
        `PermanentError` for a definite "no", `AmbiguousOutcomeError` if no answer came.
        """
        ...

    def read(
        self, body: bytes, recording: Recording, settings: TranscriptionSettings
    ) -> Transcript:
        """Return the transcript in a stored answer; raises `BadOutputError` if it is none."""
        ...


@runtime_checkable
class JobTranscriber(PaidTranscriber, Protocol):
    """A provider that accepts a durable job and is asked for its result later."""

    async def submit(
        self,
        recording: Recording,
        audio: Audio,
        settings: TranscriptionSettings,
        before_send: BeforeSend,
        reference: dict[str, str],
    ) -> str:
        """Send the paid request and return the job's id; `reference` comes back with the result."""
        ...

    async def collect(self, job_id: str) -> bytes | None:
        """Return the finished result, or None while it is pending.

        Raises `ProviderJobFailedError` for a failed job and `AmbiguousOutcomeError` for a job the
        provider does not know.
        """
        ...


@dataclass(frozen=True)
class ModelAnswer:
    """One answer of a language model."""

    text: str
    model: str
    dropped_settings: tuple[str, ...] = ()


class LanguageModel(Protocol):
    """A provider that answers one paid request with JSON text."""

    engine: str
    provider: str
    """Whose limits and whose account the requests count against: engines may share one."""

    async def request(self, request: ModelRequest, before_send: BeforeSend) -> bytes:
        """Send the one paid request and return the provider's JSON as it came."""
        ...

    def sent(self, request: ModelRequest, body: bytes | None = None) -> bytes:
        """Return the bytes that are sent for a request, without sending them.

        With the stored response, what was sent for it: settings that the model refused are left out.
        """
        ...

    def usage(self, body: bytes) -> Usage:
        """Return what a stored response counted, whatever became of the answer."""
        ...

    def answered_by(self, body: bytes, request: ModelRequest) -> str:
        """Return the model that gave a stored response, by its own word; else the one asked.

        A gateway may pass a request on to another model, and bill what that one costs.
        """
        ...

    def read(self, body: bytes, request: ModelRequest) -> ModelAnswer:
        """Return the answer in a stored response.

        Raises `BadOutputError` for an incomplete one, `ModelRefusedError` for a refusal.
        """
        ...


@dataclass(frozen=True)
class CutSound:
    """One piece of a sound: a FLAC file, and the seconds of the whole that are in it."""

    path: Path
    start: float
    end: float
    channels: int


class SoundCutter(Protocol):
    """Makes of a sound what an engine takes."""

    def cut(
        self, path: Path, facts: SoundFacts, limits: AudioLimits
    ) -> AbstractAsyncContextManager[list[CutSound]]:
        """Hold the sound of a file as pieces within the limits, in order, for the length of a block.

        The pieces follow each other without gap or overlap; long sound is cut in its pauses. Of
        channels that carry the same sound one is written. Raises `RecordingUnreadableError` if the
        file does not decode, `DiskFullError` without room, `MachineBusyError` without time.
        """
        ...


class ModelCatalogue(Protocol):
    """The list of models that a server serves."""

    @property
    def is_openai(self) -> bool:
        """Whether the server is OpenAI's own, whose announcements are about these models."""
        ...

    async def models(self) -> Listed | None:
        """Return the models with the shutdowns that the server tells; None if it has no list.

        Raises what a refusal means, and `ProviderUnavailableError` if the server does not answer.
        """
        ...


class SoundProbe(Protocol):
    """Looks at audio without trusting it."""

    async def probe(self, path: Path) -> SoundFacts:
        """Return what the file is; raises a `RecordingRejectedError` that says what is wrong with it.

        `MachineBusyError` if there was no time for it; a probe that does not even run, as without its
        libraries, is an `InternalError`.
        """
        ...
