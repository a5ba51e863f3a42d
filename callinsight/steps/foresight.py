"""What a run of a call would have to do, known before it runs: by the fingerprints it will look for."""

from dataclasses import dataclass

from callinsight.domain.call import Call, StepName
from callinsight.domain.profile import Profile
from callinsight.ports.engines import LanguageModel
from callinsight.steps.analyzing import analysis_fingerprint, answers_fingerprint
from callinsight.steps.artifact_keys import fingerprint_in
from callinsight.steps.transcription_by_kind import TranscriptionByKind


@dataclass(frozen=True)
class Work:
    """Which steps of a run would be done anew, and which of them a provider would be paid for."""

    transcribes: bool
    analyzes: bool
    pays_transcriber: bool
    pays_model: bool


class Foresight:
    """Foresees runs with the engines of this deployment."""

    def __init__(self, transcription: TranscriptionByKind, model: LanguageModel | None) -> None:
        self._transcription = transcription
        self._model = model

    def work(self, call: Call, profile: Profile, from_step: StepName) -> Work:
        """Return what a run would do if the call were run again like this.

        Who asks may lack the keys that workers have: what a provider did for the call before is not
        taken for free.
        """
        transcribes = from_step in {"fetch_audio", "transcribe"} or self.transcribes(call, profile)
        analyzes = transcribes or from_step == "analyze" or not self._is_analyzed(call, profile)
        summary = call.transcript
        draft = not transcribes and summary is not None and summary.quality == "draft"
        return Work(
            transcribes=transcribes,
            analyzes=analyzes,
            pays_transcriber=transcribes
            and (self._transcription.is_paid(call) or _was_heard_by_a_provider(call)),
            pays_model=analyzes
            and not draft
            and (transcribes or from_step == "analyze" or not self._is_asked(call, profile))
            and (self._model is not None or any(known.model for known in call.analyses)),
        )

    def transcribes(self, call: Call, profile: Profile) -> bool:
        """Say whether a run with a profile would hear the recording anew: as others settings ask."""
        mark = self._transcription.answer_mark(call, profile.transcription)
        return call.transcript is None or mark is None or call.transcript.answer != mark

    def is_shown(self, call: Call, profile: Profile) -> bool:
        """Say whether the call shows what this version says of it, and is evaluated by it."""
        if call.analysis is None or call.analysis_stale:
            return False
        pinned = (call.profile_id, call.profile_version) == (profile.profile_id, profile.version)
        return pinned and fingerprint_in(call.analysis["artifact"]) == self._mark(call, profile)

    def _is_analyzed(self, call: Call, profile: Profile) -> bool:
        """Say whether the version's analysis was made before, of this very transcript."""
        return any(known.id == self._mark(call, profile) for known in call.analyses)

    def _is_asked(self, call: Call, profile: Profile) -> bool:
        """Say whether the model answered the very same for an earlier version: then it is found."""
        if call.transcript is None:
            return False
        asked = answers_fingerprint(call, call.transcript, profile, self._model)
        return any(known.asked == asked for known in call.analyses)

    def _mark(self, call: Call, profile: Profile) -> str | None:
        summary = call.transcript
        if summary is None:
            return None
        model = None if summary.quality == "draft" else self._model
        return analysis_fingerprint(call, summary, profile, model)


def _was_heard_by_a_provider(call: Call) -> bool:
    return bool(call.transcript and call.costs.get(call.transcript.answer or ""))
