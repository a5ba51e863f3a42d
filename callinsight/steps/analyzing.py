"""analyze: the profile's questions, answered by a model or by rules."""

from functools import partial
from typing import Any

from callinsight.code_version import code_version
from callinsight.domain.analysis import Analysis, Coverage, Provenance, Unanswerable, Usage
from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.call_analysis import SCHEMA_NAME, UNANSWERABLE
from callinsight.domain.checking import checked
from callinsight.domain.cost import PriceTable
from callinsight.domain.execution import artifact_stored
from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.profile import Profile
from callinsight.domain.prompt import ModelRequest, prompt_hash
from callinsight.domain.question import answer_schema
from callinsight.domain.rules import check_results, keyword_hits
from callinsight.domain.status import Status
from callinsight.domain.transcript import Transcript
from callinsight.domain.unanswered import answered, reasons
from callinsight.facts import unsaid_facts
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.engines import LanguageModel
from callinsight.profiles import Profiles
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.asking import Asking
from callinsight.steps.computing import computed
from callinsight.steps.execution import Execution
from callinsight.steps.labelling import stored_transcript
from callinsight.steps.paying import Paying

SCHEMA_VERSION = 1


class Analyzing:
    """Analyzes with the one model of this deployment, or with rules alone."""

    def __init__(
        self,
        model: LanguageModel | None,
        paying: Paying,
        artifacts: ArtifactStore,
        profiles: Profiles,
        prices: PriceTable,
    ) -> None:
        self._model = model
        self._paying = paying
        self._artifacts = artifacts
        self._profiles = profiles
        self._prices = prices

    async def analysis_of(self, execution: Execution, summary: TranscriptSummary) -> str:
        """Return the artifact key of the analysis, made only if its fingerprint is new."""
        async with execution.within("analyze"):
            profile = await self._profiles.of(execution.call)
            transcript = await stored_transcript(self._artifacts, summary)
            model = None if transcript.quality == "draft" else self._model
            mark = _fingerprint(execution.call, summary, profile, model)
            key = artifact_key(execution.call.call_id, "analyze", mark, "analysis")
            body = await self._artifacts.get(key)
            reused = body is not None
            if body is None:
                analysis = await self._made(execution, profile, transcript, summary, model, mark)
                body = analysis.model_dump_json().encode()
                await execution.keep(self._artifacts, key, body)
            cost = self._cost(Analysis.model_validate_json(body))
            execution.note("analyze", reused=reused, cost_usd=0.0 if reused else cost)
            await execution.write(
                artifact_stored(
                    execution.call,
                    execution.now(),
                    "analyze",
                    fingerprint=mark,
                    cost_usd=cost,
                    progressed=execution.progressed,
                    status=Status.ANALYZING,
                )
            )
            execution.unsettled_costs.pop(mark, None)
            return key

    async def _made(
        self,
        execution: Execution,
        profile: Profile,
        transcript: Transcript,
        summary: TranscriptSummary,
        model: LanguageModel | None,
        mark: str,
    ) -> Analysis:
        if model is None:
            return _by_rules(profile, transcript, summary, execution.call)
        asking = self._asking(execution, model, mark)
        answers = await asking.answers(profile, transcript, mark)
        given = answered(answers.fields, answer_schema(profile))
        drop = profile.unverified_claims == "drop"
        found = await computed(checked, given.answers, transcript, facts=unsaid_facts, drop=drop)
        return Analysis(
            mode="comprehensive" if profile.comprehensive_analysis else "separate",
            quality=transcript.quality,
            answers=found.answers,
            unanswerable=reasons(found, given.reasons),
            findings=found.findings,
            coverage=Coverage(
                turns=len(transcript.turns), read=len(answers.turns_read), parts=answers.parts
            ),
            keyword_hits=await computed(keyword_hits, profile, transcript),
            checks=await computed(check_results, profile, transcript),
            provenance=_provenance(
                profile,
                summary,
                execution.call,
                engine=model.engine,
                model=answers.model,
                dropped_settings=tuple(sorted(answers.dropped_settings)),
                usage=answers.usage,
                requests=tuple(answers.requests),
            ),
        )

    def _asking(self, execution: Execution, model: LanguageModel, mark: str) -> Asking:
        """Return what asks in an execution: each answer is paid at most once, and counted."""

        async def answer_of(request: ModelRequest, own: str) -> tuple[bytes, bool]:
            send = partial(model.request, request)
            return await self._paying.answer(execution, "analyze", own, send, Status.ANALYZING)

        def spent(model_name: str, usage: Usage) -> None:
            execution.unsettled_costs[mark] = self._prices.analysis_usd(model_name, usage)

        return Asking(model, answer_of, spent)

    def _cost(self, analysis: Analysis) -> float | None:
        made_by = analysis.provenance
        if made_by.model is None:
            return 0.0
        priced = self._prices.analysis_usd(made_by.model, made_by.usage)
        if priced is None and made_by.openai_model is not None:  # a server's own name for it
            priced = self._prices.analysis_usd(made_by.openai_model, made_by.usage)
        return priced


def _fingerprint(
    call: Call, summary: TranscriptSummary, profile: Profile, model: LanguageModel | None
) -> str:
    return fingerprint(
        step="analyze",
        transcript=summary.sha256,
        engine=model.engine if model else "rules",
        profile=profile.analysis_part(),
        schema=SCHEMA_VERSION,
        generation=call.generation.analyze,
    )


def _by_rules(
    profile: Profile, transcript: Transcript, summary: TranscriptSummary, call: Call
) -> Analysis:
    """What needs no model; every question stays open, with the reason."""
    fields = answer_schema(profile).get("properties", profile.prompts)
    answers = dict.fromkeys(name for name in fields if name != UNANSWERABLE)
    reason = "draft_transcript" if transcript.quality == "draft" else "no_model"
    return Analysis(
        mode="rules",
        quality=transcript.quality,
        answers=answers,
        unanswerable=tuple(Unanswerable(field=name, reason=reason) for name in answers),
        keyword_hits=keyword_hits(profile, transcript),
        checks=check_results(profile, transcript),
        provenance=_provenance(profile, summary, call, engine="rules"),
    )


def _provenance(
    profile: Profile, summary: TranscriptSummary, call: Call, *, engine: str, **used: Any
) -> Provenance:
    return Provenance(
        engine=engine,
        openai_model=profile.openai_model,
        profile_id=profile.profile_id,
        profile_version=profile.version,
        temperature=profile.temperature,
        reasoning_effort=profile.reasoning_effort,
        max_output_tokens=profile.max_output_tokens,
        comprehensive_analysis=profile.comprehensive_analysis,
        prompt_sha256=prompt_hash(profile),
        transcript_sha256=summary.sha256,
        transcript_artifact=summary.artifact,
        transcription_engine=summary.engine,
        transcription_model=summary.model,
        recording_version=call.recording.version if call.recording else None,
        audio_sha256=call.sound.sha256 if call.sound else None,
        answer_schema=SCHEMA_NAME if profile.fields else None,
        code_version=code_version(),
        **used,
    )
