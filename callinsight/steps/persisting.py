"""persist: the analysis onto the record, and the call to its end, in one write."""

from typing import Any

from callinsight.domain.analysis import Analysis, analyses_with
from callinsight.domain.call import AnalysisEntry, Call
from callinsight.domain.errors.base import InternalError
from callinsight.domain.evaluating import evaluated, is_evaluated
from callinsight.domain.evaluation import Evaluation
from callinsight.domain.execution import completed
from callinsight.domain.listing import excerpt
from callinsight.ports.artifacts import ArtifactStore
from callinsight.profiles import Profiles
from callinsight.steps.artifact_keys import fingerprint_in
from callinsight.steps.computing import computed
from callinsight.steps.execution import Execution
from callinsight.steps.labelling import stored_transcript

INLINE_BYTES = 100_000  # a DynamoDB item ends at 400 KB


class Persisting:
    """Completes calls."""

    def __init__(self, artifacts: ArtifactStore, profiles: Profiles) -> None:
        self._artifacts = artifacts
        self._profiles = profiles

    async def complete(self, execution: Execution, analysis_key: str) -> None:
        """Complete the call; a large analysis stays in its artifact and is referred to."""
        async with execution.within("persist"):
            # Soon over: another process would only do it again.
            with execution.interruption.uninterrupted():
                await self._complete(execution, analysis_key)

    async def _complete(self, execution: Execution, analysis_key: str) -> None:
        body = await self._artifacts.get(analysis_key)
        if body is None:
            raise InternalError("The analysis' artifact is not in the bucket.")
        transcript, analysis = execution.call.transcript, Analysis.model_validate_json(body)
        mark = fingerprint_in(analysis_key)
        entry = _entry(execution, analysis, mark)
        await execution.write(
            completed(
                execution.call,
                execution.now(),
                analyses=analyses_with(execution.call, entry),
                analysis=_for_record(body, analysis, analysis_key),
                analysis_of=transcript.sha256 if transcript else None,
                evaluation=await self._evaluation(execution, analysis, mark),
                steps=execution.reports(),
            )
        )

    async def _evaluation(
        self, execution: Execution, analysis: Analysis, mark: str
    ) -> Evaluation | None:
        """Return what the profile's rules say today: they are free, so no artifact keeps them."""
        profile, summary = await self._profiles.of(execution.call), execution.call.transcript
        if summary is None or not is_evaluated(profile):
            return None
        transcript = await stored_transcript(self._artifacts, summary)
        return await computed(evaluated, profile, transcript, analysis, mark)


def _entry(execution: Execution, analysis: Analysis, mark: str) -> AnalysisEntry:
    made_by = analysis.provenance
    return AnalysisEntry(
        id=mark,
        made_at=execution.now(),
        profile_id=made_by.profile_id,
        profile_version=made_by.profile_version,
        mode=analysis.mode,
        quality=analysis.quality,
        model=made_by.model,
        cost_usd=_cost(execution.call, mark, made_by.asked),
        asked=made_by.asked,
    )


def _cost(call: Call, mark: str, asked: str | None) -> float | None:
    """Return what an analysis cost: nothing if the answers were paid for an earlier one."""
    if mark in call.costs or asked is None:
        return call.costs.get(mark)
    is_shared = any(known.asked == asked and known.id != mark for known in call.analyses)
    return 0.0 if is_shared else call.costs.get(asked)


def _for_record(body: bytes, analysis: Analysis, key: str) -> dict[str, Any]:
    if len(body) > INLINE_BYTES:
        return {**excerpt(analysis), "artifact": key}
    return {**analysis.model_dump(mode="json", exclude_none=False), "artifact": key}
