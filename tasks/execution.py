"""What a flow run knows of itself; nothing below this layer knows Prefect."""

from prefect.context import FlowRunContext

from callinsight.domain.execution import RunIdentity


def this_run() -> RunIdentity:
    """Return the identity of the running flow run."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise RuntimeError("this_run() was called outside a flow run")
    run = context.flow_run
    return RunIdentity(
        id=str(run.id),
        key=run.idempotency_key,
        count=max(run.run_count, 1),
        adhoc=run.deployment_id is None,
    )
