"""The one artifact a flow run publishes: steps, tries, durations, cost, link; no text of a call."""

import logging

from prefect.artifacts import acreate_markdown_artifact

from callinsight.domain.call import STEPS, StepReport
from callinsight.services import services
from callinsight.steps.execution import Execution
from callinsight.steps.executions import Outcome

_log = logging.getLogger(__name__)


async def publish_report(execution: Execution, outcome: Outcome) -> None:
    """Publish how the execution went; a failure here is logged and changes nothing."""
    try:
        await acreate_markdown_artifact(
            markdown=_markdown(execution, outcome), description="How this run went"
        )
    except Exception as error:  # noqa: BLE001  (a report must never fail a finished call)
        _log.warning("The run's report could not be published (%s).", type(error).__name__)


def _markdown(execution: Execution, outcome: Outcome) -> str:
    call = outcome.call or execution.call
    reports = execution.reports()
    rows = [
        f"| {name} | {report.tries} | {report.seconds:.1f} s | {_cost(report.cost_usd)} | "
        f"{_result(report, outcome)} |"
        for name in STEPS
        if (report := reports.get(name)) is not None
    ]
    failure = outcome.failure
    why = f"\n**{failure.code}** in {failure.step}: {failure.message}\n" if failure else ""
    link = services().settings.callinsight_public_url
    page = f"\n[The call]({link.rstrip('/')}/web/call.html?id={call.call_id})\n" if link else ""
    table = ["| step | tries | time | cost | result |", "| --- | --- | --- | --- | --- |", *rows]
    return (
        f"# {outcome.kind}\n{why}\n"
        + "\n".join(table)
        + f"\n\nAttempt {call.attempt}, cost of the call so far: {_cost(call.cost_usd)}\n{page}"
    )


def _result(report: StepReport, outcome: Outcome) -> str:
    if outcome.failure is not None and outcome.failure.step == report.name:
        return "failed"
    return "reused" if report.reused else "done"


def _cost(usd: float | None) -> str:
    return "unknown" if usd is None else f"${usd:.4f}"
