"""Flow: one call from its recording to its outcome."""

import logging
from typing import Any

from prefect import Flow, flow
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import Pause
from prefect.states import Completed, Failed

from callinsight.domain.errors.base import CallInsightError, Superseded
from callinsight.services import services
from callinsight.steps.execution import Execution
from callinsight.steps.executions import Outcome
from tasks.analyze import analyze
from tasks.execution import this_run
from tasks.fetch_audio import fetch_audio
from tasks.persist import persist
from tasks.report import publish_report
from tasks.retry import only_safe_errors
from tasks.transcribe import transcribe

_log = logging.getLogger(__name__)


async def note_cancellation(
    flow: Flow[..., Any],  # noqa: ARG001  (Prefect calls hooks with these names)
    flow_run: FlowRun,
    state: State[Any],  # noqa: ARG001
) -> None:
    """Write `Failed(cancelled)` to the call of a run that a person cancelled."""
    call_id = str(flow_run.parameters.get("call_id", ""))
    try:
        with only_safe_errors():
            await services().executions.cancel(call_id, str(flow_run.id))
    except CallInsightError as error:
        _log.warning("A cancellation could not be noted on its call: %s", error)


@flow(flow_run_name="{call_id}", on_cancellation=[note_cancellation])
async def process_call(call_id: str) -> State[Any]:
    """Take one call to its outcome. A failure is an outcome too; a superseded run touches nothing."""
    executions = services().executions
    try:
        with only_safe_errors():
            execution = await executions.begin(call_id, this_run())
    except Superseded:
        return Completed(name="Superseded")
    except CallInsightError as refused:
        return Failed(message=f"begin: {refused.code}. {refused} {refused.hint}")
    async with executions.holding(execution, suspension=Pause):
        error = await _stopped_by(execution)
        with only_safe_errors():
            outcome = await executions.settle(execution, error)
    await publish_report(execution, outcome)
    return _state(outcome)


async def _stopped_by(execution: Execution) -> Exception | None:
    """Take the four steps; return what stopped them, if something did: a failure is an outcome."""
    try:
        recording = await fetch_audio(execution)
        transcript = await transcribe(execution, recording)
        analysis = await analyze(execution, transcript)
        await persist(execution, analysis)
    except Exception as error:  # noqa: BLE001  (the boundary)
        return error
    return None


def _state(outcome: Outcome) -> State[Any]:
    """Tell the outcome where people look first: the state's name and message in the runs list."""
    failure = outcome.failure
    if outcome.kind == "Failed" and failure is not None:
        step = failure.step or "call"
        return Failed(message=f"{step}: {failure.code}. {failure.message} {failure.hint}".strip())
    if outcome.kind == "Parked" and outcome.call is not None:
        return Completed(name="Parked", message=f"{outcome.call.status_reason}: tried again later.")
    return Completed(name=outcome.kind)
