"""Task: the end of a call."""

from prefect import task

from callinsight.services import services
from callinsight.steps.execution import Execution
from tasks.retry import STEP_POLICY, only_safe_errors


@task(**STEP_POLICY)
async def persist(execution: Execution, analysis: str) -> None:
    """Write the analysis to the record and complete the call."""
    with only_safe_errors():
        await services().persisting.complete(execution, analysis)
