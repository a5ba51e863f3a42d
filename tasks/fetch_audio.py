"""Task: the recording of a call, verified."""

from prefect import task

from callinsight.domain.recording import Recording
from callinsight.services import services
from callinsight.steps.execution import Execution
from tasks.retry import STEP_POLICY, only_safe_errors


@task(**STEP_POLICY)
async def fetch_audio(execution: Execution) -> Recording:
    """Return the call's recording once it has proved to be usable audio."""
    with only_safe_errors():
        return await services().fetching.recording_of(execution)
