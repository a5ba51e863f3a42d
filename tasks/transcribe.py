"""Task: the words of a recording."""

from prefect import task

from callinsight.domain.call import TranscriptSummary
from callinsight.domain.recording import Recording
from callinsight.services import services
from callinsight.steps.execution import Execution
from tasks.retry import STEP_POLICY, only_safe_errors


@task(**STEP_POLICY)
async def transcribe(execution: Execution, recording: Recording) -> TranscriptSummary:
    """Return where the transcript is, paying for it only if nobody did before."""
    with only_safe_errors():
        return await services().transcription.transcript_of(execution, recording)
