"""persist: the analysis onto the record, and the call to its end, in one write."""

from typing import Any

from callinsight.domain.analysis import Analysis, analyses_with
from callinsight.domain.call import AnalysisEntry
from callinsight.domain.errors.base import InternalError
from callinsight.domain.execution import completed
from callinsight.domain.listing import excerpt
from callinsight.ports.artifacts import ArtifactStore
from callinsight.steps.artifact_keys import fingerprint_in
from callinsight.steps.execution import Execution

INLINE_BYTES = 100_000  # a DynamoDB item ends at 400 KB


class Persisting:
    """Completes calls."""

    def __init__(self, artifacts: ArtifactStore) -> None:
        self._artifacts = artifacts

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
        entry = _entry(execution, analysis, fingerprint_in(analysis_key))
        await execution.write(
            completed(
                execution.call,
                execution.now(),
                analyses=analyses_with(execution.call, entry),
                analysis=_for_record(body, analysis, analysis_key),
                analysis_of=transcript.sha256 if transcript else None,
                steps=execution.reports(),
            )
        )


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
        cost_usd=execution.call.costs.get(mark),
    )


def _for_record(body: bytes, analysis: Analysis, key: str) -> dict[str, Any]:
    if len(body) > INLINE_BYTES:
        return {**excerpt(analysis), "artifact": key}
    return {**analysis.model_dump(mode="json", exclude_none=False), "artifact": key}
