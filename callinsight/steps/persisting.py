"""persist: the analysis onto the record, and the call to its end, in one write."""

from typing import Any

from callinsight.domain.analysis import Analysis
from callinsight.domain.errors import InternalError
from callinsight.domain.execution import completed
from callinsight.domain.listing import excerpt
from callinsight.ports.artifacts import ArtifactStore
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
        transcript = execution.call.transcript
        await execution.write(
            completed(
                execution.call,
                execution.now(),
                analysis=_for_record(body, analysis_key),
                analysis_of=transcript.sha256 if transcript else None,
                steps=execution.reports(),
            )
        )


def _for_record(body: bytes, key: str) -> dict[str, Any]:
    analysis = Analysis.model_validate_json(body)
    if len(body) > INLINE_BYTES:
        return {**excerpt(analysis), "artifact": key}
    return {**analysis.model_dump(mode="json", exclude_none=False), "artifact": key}
