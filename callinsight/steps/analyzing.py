"""analyze: the profile's questions, answered by a model or by rules."""

from collections.abc import Sequence
from functools import partial

from callinsight.domain.analysis import Analysis, Counted
from callinsight.domain.call import Call, TranscriptSummary
from callinsight.domain.cost import PriceTable
from callinsight.domain.execution import artifact_stored
from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.profile import Profile
from callinsight.domain.prompt import ModelRequest
from callinsight.domain.status import Status
from callinsight.domain.transcript import Transcript
from callinsight.ports.artifacts import ArtifactStore
from callinsight.ports.engines import LanguageModel
from callinsight.profiles import Profiles
from callinsight.steps.artifact_keys import artifact_key
from callinsight.steps.asking import Asking
from callinsight.steps.booking import Booking
from callinsight.steps.composing import analysis_usd, made_by_model, made_by_rules
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
        booking: Booking,
        artifacts: ArtifactStore,
        profiles: Profiles,
        prices: PriceTable,
    ) -> None:
        self._model = model
        self._paying = paying
        self._booking = booking
        self._artifacts = artifacts
        self._profiles = profiles
        self._prices = prices

    async def analysis_of(self, execution: Execution, summary: TranscriptSummary) -> str:
        """Return the artifact key of the analysis, made only if its fingerprint is new."""
        async with execution.within("analyze"):
            profile = await self._profiles.of(execution.call)
            transcript = await stored_transcript(self._artifacts, summary)
            model = None if transcript.quality == "draft" else self._model
            mark = analysis_fingerprint(execution.call, summary, profile, model)
            asked = answers_fingerprint(execution.call, summary, profile, model)
            # What was paid is counted once, also for the next version that asks the same.
            account = mark if mark in execution.call.costs else asked
            key = artifact_key(execution.call.call_id, "analyze", mark, "analysis")
            body = await self._artifacts.get(key)
            reused = body is not None
            if body is None:
                analysis = await self._made(execution, profile, transcript, summary, model, asked)
                body = analysis.model_dump_json().encode()
                await execution.keep(self._artifacts, key, body)
            await self._booking.left_open.give_up_of(execution, "analyze")
            cost = analysis_usd(self._prices, Analysis.model_validate_json(body))
            execution.note("analyze", reused=reused, cost_usd=0.0 if reused else cost)
            await execution.write(
                artifact_stored(
                    execution.call,
                    execution.now(),
                    "analyze",
                    fingerprint=account,
                    cost_usd=cost,
                    progressed=execution.progressed,
                    status=Status.ANALYZING,
                )
            )
            execution.unsettled_costs.pop(account, None)
            return key

    async def _made(
        self,
        execution: Execution,
        profile: Profile,
        transcript: Transcript,
        summary: TranscriptSummary,
        model: LanguageModel | None,
        asked: str,
    ) -> Analysis:
        if model is None:
            return made_by_rules(profile, transcript, summary, execution.call)
        asking = self._asking(execution, profile, model, asked)
        return await made_by_model(asking, profile, transcript, summary, execution.call, asked)

    def _asking(
        self, execution: Execution, profile: Profile, model: LanguageModel, asked: str
    ) -> Asking:
        """Return what asks in an execution: each answer is paid at most once, and counted."""

        async def answer_of(request: ModelRequest, own: str) -> tuple[bytes, bool]:
            send = partial(model.request, request)
            bill = self._booking.of_question(
                execution.call.call_id,
                own,
                profile,
                model,
                request,
                repeats=lambda: execution.call.duplicate_spend.get(own, 0),
                now=execution.now,
            )
            return await self._paying.answer(
                execution, "analyze", own, send, Status.ANALYZING, bill=bill
            )

        def spent(counted: Sequence[Counted]) -> None:
            execution.unsettled_costs[asked] = self._prices.answers_usd(counted)

        return Asking(model, answer_of, spent)


def analysis_fingerprint(
    call: Call, summary: TranscriptSummary, profile: Profile, model: LanguageModel | None
) -> str:
    """Return the fingerprint under which an analysis is kept: of all that shapes it."""
    return _fingerprint(call, summary, model, profile.analysis_part())


def answers_fingerprint(
    call: Call, summary: TranscriptSummary, profile: Profile, model: LanguageModel | None
) -> str:
    """Return the fingerprint under which the model's answers are kept: of all that it reads."""
    return _fingerprint(call, summary, model, profile.asking_part())


def _fingerprint(
    call: Call, summary: TranscriptSummary, model: LanguageModel | None, profile: str
) -> str:
    return fingerprint(
        step="analyze",
        transcript=summary.sha256,
        engine=model.engine if model else "rules",
        profile=profile,
        schema=SCHEMA_VERSION,
        generation=call.generation.analyze,
    )
