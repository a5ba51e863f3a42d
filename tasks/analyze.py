"""Task: the answers to a profile's questions."""

from prefect import task

from callinsight.domain.call import TranscriptSummary
from callinsight.services import services
from callinsight.steps.execution import Execution
from tasks.retry import STEP_POLICY, only_safe_errors


@task(**STEP_POLICY)
async def analyze(execution: Execution, transcript: TranscriptSummary) -> str:
    """Return where the analysis is, paying for it only if nobody did before."""
    with only_safe_errors():
        return await services().analyzing.analysis_of(execution, transcript)
