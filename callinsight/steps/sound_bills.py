"""The bill of sound that is transcribed: every channel of it is billed for its full length."""

from collections.abc import Callable

from callinsight.domain.profile import PinnedProfile, TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from callinsight.ports.engines import JobTranscriber, PaidTranscriber
from callinsight.steps.booking import Bill, Booking, Request, Used
from callinsight.steps.computing import computed
from callinsight.steps.execution import Execution


class AnswerReading:
    """Reads the answer about one sound; who reads it again gets what was read before."""

    def __init__(
        self,
        engine: PaidTranscriber | JobTranscriber,
        sound: Recording,
        settings: TranscriptionSettings,
    ) -> None:
        self._engine = engine
        self._sound = sound
        self._settings = settings
        self._known: tuple[bytes, Transcript] | None = None

    async def transcript(self, answer: bytes) -> Transcript:
        """Return what an answer says; raises what the engine's `read` raises."""
        if self._known is None or self._known[0] is not answer:
            read = await computed(self._engine.read, answer, self._sound, self._settings)
            self._known = (answer, read)
        return self._known[1]

    def bill(
        self,
        booking: Booking,
        execution: Execution,
        fingerprint: str,
        cost: Callable[[Transcript], float | None],
        most_usd: Callable[[str], float | None],
    ) -> Bill:
        """Return the bill of the request that is kept under a fingerprint.

        `cost` prices what was heard, `most_usd` the sound by the name of a model.
        """
        call, settings = execution.call, self._settings
        model = self._engine.fingerprint_parts(settings).get("model", self._engine.engine)
        request = Request(
            call.call_id,
            fingerprint,
            PinnedProfile(profile_id=call.profile_id or "", version=call.profile_version or 0),
            "transcribe",
            self._engine.provider,
            str(model),
        )

        async def used(answer: bytes) -> Used:
            heard = await self.transcript(answer)
            seconds = heard.duration_seconds * heard.channels
            return Used(heard.model, cost(heard), audio_seconds=seconds)

        def most_usd_of_it() -> float | None:
            return most_usd(str(model))

        def repeats() -> int:
            return execution.call.duplicate_spend.get(fingerprint, 0)

        return booking.bill(request, used, repeats, execution.now, most_usd_of_it)
