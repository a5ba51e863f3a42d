"""An analysis put together: what a model answered, or what rules alone can tell, checked and counted."""

from typing import Any

from callinsight.code_version import code_version
from callinsight.domain.analysis import Analysis, Coverage, Provenance, Unanswerable
from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.call_analysis import SCHEMA_NAME, UNANSWERABLE
from callinsight.domain.checking import checked
from callinsight.domain.cost import PriceTable
from callinsight.domain.profile import Profile
from callinsight.domain.prompt import prompt_hash
from callinsight.domain.question import answer_schema
from callinsight.domain.rules import check_results, keyword_hits
from callinsight.domain.transcript import Transcript
from callinsight.domain.unanswered import answered, reasons
from callinsight.facts import unsaid_facts
from callinsight.spoken_quotes import in_full
from callinsight.steps.asking import Asking
from callinsight.steps.computing import computed


async def made_by_model(
    asking: Asking,
    profile: Profile,
    transcript: Transcript,
    summary: TranscriptSummary,
    call: Call,
    asked: str,
) -> Analysis:
    """Return what the model answers, checked against the call; raises what `Asking` raises."""
    answers = await asking.answers(profile, transcript, asked)
    given = answered(answers.fields, answer_schema(profile))
    drop = profile.unverified_claims == "drop"
    written = in_full(transcript.language)
    found = await computed(
        checked, given.answers, transcript, facts=unsaid_facts, written=written, drop=drop
    )
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
            call,
            engine=asking.engine,
            model=answers.model,
            dropped_settings=tuple(sorted(answers.dropped_settings)),
            usage=answers.usage,
            asked=asked,
            counted=tuple(answers.counted),
            requests=tuple(answers.requests),
        ),
    )


def made_by_rules(
    profile: Profile, transcript: Transcript, summary: TranscriptSummary, call: Call
) -> Analysis:
    """Return what needs no model; every question stays open, with the reason."""
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


def analysis_usd(prices: PriceTable, analysis: Analysis) -> float | None:
    """Return what an analysis cost; nothing if no model was asked, None if the price is unknown."""
    made_by = analysis.provenance
    if made_by.model is None:
        return 0.0
    if made_by.counted is not None:
        return prices.answers_usd(made_by.counted)
    return prices.analysis_usd(made_by.model, made_by.usage)
