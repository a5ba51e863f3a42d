"""Explaining an analysis: the exact requests behind it, made again from what is stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from callinsight.code_version import code_version
from callinsight.domain.analysis import Analysis, Counted
from callinsight.domain.call import Call
from callinsight.domain.errors.base import PermanentError
from callinsight.domain.errors.call import (
    AnalysisNotFoundError,
    LineageMissingError,
    ResultMissingError,
)
from callinsight.domain.explanation import Rebuilt, compared
from callinsight.domain.fingerprint import content_hash, is_fingerprint
from callinsight.domain.lineage import RequestMade
from callinsight.domain.profile import Profile
from callinsight.domain.prompt import ModelRequest
from callinsight.domain.question import questions_of
from callinsight.domain.transcript import Transcript
from callinsight.domain.transcript_parts import transcript_parts
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.engines import LanguageModel
from callinsight.ports.profiles import ProfileStore
from callinsight.reruns import Reruns
from callinsight.steps.artifact_keys import artifact_key, fingerprint_in
from callinsight.steps.asking import Answers, Asking
from callinsight.steps.computing import computed


@dataclass(frozen=True)
class Explanation:
    """One analysis with what shaped it; `problem` says why no request could be made again."""

    analysis_id: str
    analysis: Analysis
    code_version: str
    requests: list[Rebuilt]
    problem: str | None = None


class Explaining:
    """Makes the requests of stored analyses again, and sends none."""

    def __init__(
        self,
        reruns: Reruns,
        artifacts: ArtifactStore,
        profiles: ProfileStore,
        model: LanguageModel,
    ) -> None:
        self._reruns = reruns
        self._artifacts = artifacts
        self._profiles = profiles
        self._model = model

    async def explained(self, call_id: str, analysis_id: str | None = None) -> Explanation:
        """Return how an analysis came about; the one that the call shows, unless one is named.

        Raises `CallNotFoundError`, `ResultMissingError` as long as there is no analysis, and
        `AnalysisNotFoundError`.
        """
        call = await self._reruns.existing(call_id)
        mark = analysis_id or _shown(call)
        analysis = await self._analysis(call_id, mark)
        made = analysis.provenance.requests
        try:
            again, missing = await self._again(call, analysis, mark)
        except LineageMissingError as lost:
            why = str(lost)
            requests = [Rebuilt(each, each, None, why) for each in made or ()]
            return Explanation(mark, analysis, code_version(), requests, why)
        same_code = analysis.provenance.code_version == code_version()
        requests = compared(made, again, same_code=same_code, missing=missing)
        return Explanation(mark, analysis, code_version(), requests)

    async def _analysis(self, call_id: str, mark: str) -> Analysis:
        body = None
        if is_fingerprint(mark):
            body = await self._artifacts.get(artifact_key(call_id, "analyze", mark, "analysis"))
        if body is None:
            raise AnalysisNotFoundError("The call has no analysis with this id.")
        return Analysis.model_validate_json(body)

    async def _again(
        self, call: Call, analysis: Analysis, mark: str
    ) -> tuple[list[tuple[RequestMade, bytes]], dict[str, str]]:
        """Return the requests made again, and by question why the rest of its requests were not."""
        if analysis.mode == "rules":
            return [], {}
        model = self._same_engine(analysis)
        profile = await self._profile(analysis)
        transcript = await self._transcript(call, analysis)
        replay = _Replay(model, self._artifacts, call.call_id)
        return await replay.of(profile, transcript, analysis.provenance.asked or mark)

    def _same_engine(self, analysis: Analysis) -> LanguageModel:
        engine = analysis.provenance.engine
        if self._model.engine != engine:
            here = self._model.engine
            raise LineageMissingError(f"It was asked by {engine}; the engine here is {here}.")
        return self._model

    async def _profile(self, analysis: Analysis) -> Profile:
        made_by = analysis.provenance
        profile = await self._profiles.get(made_by.profile_id, made_by.profile_version)
        if profile is None:
            raise LineageMissingError("The version of the profile does not exist any more.")
        return profile

    async def _transcript(self, call: Call, analysis: Analysis) -> Transcript:
        made_by, summary = analysis.provenance, call.transcript
        key = made_by.transcript_artifact or (summary.artifact if summary else None)
        body = await self._artifacts.get(key) if key else None
        if body is None:
            raise LineageMissingError("The transcript's artifact is not in the bucket any more.")
        if content_hash(body) != made_by.transcript_sha256:
            raise LineageMissingError("The call's transcript is another one by now.")
        return await computed(Transcript.model_validate_json, body)


class _Replay:
    """Asks a profile's questions anew, of the answers that are stored."""

    def __init__(self, model: LanguageModel, artifacts: ArtifactStore, call_id: str) -> None:
        self._model = model
        self._artifacts = artifacts
        self._call_id = call_id
        self._bodies: dict[str, bytes] = {}

    async def of(
        self, profile: Profile, transcript: Transcript, mark: str
    ) -> tuple[list[tuple[RequestMade, bytes]], dict[str, str]]:
        answers, missing = Answers(), dict[str, str]()
        asking = Asking(self._model, self._answer_of, _nothing_is_spent)
        parts = transcript_parts(transcript, profile.part_characters)
        for question in questions_of(profile):
            try:
                await asking.answer(profile, question, parts, mark, answers)
            except PermanentError as stopped:
                missing[question.name] = str(stopped)
        return [(made, self._bodies[made.answer]) for made in answers.requests], missing

    async def _answer_of(self, request: ModelRequest, own: str) -> tuple[bytes, bool]:
        key = artifact_key(self._call_id, "analyze", own, "answer")
        body = await self._artifacts.get(key)
        if body is None:
            raise LineageMissingError(f"The stored answer {own} is not in the bucket any more.")
        self._bodies[own] = await computed(self._model.sent, request, body)
        return body, True


def _nothing_is_spent(_counted: Sequence[Counted]) -> None:
    """Stored answers cost nothing."""


def _shown(call: Call) -> str:
    if call.analysis is None:
        raise ResultMissingError("The call has no analysis yet.")
    return fingerprint_in(call.analysis["artifact"])
