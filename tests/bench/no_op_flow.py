"""A flow of the pipeline's shape that does nothing: what is left is the price of running it."""

from prefect import flow, task

from tasks.retry import STEP_POLICY


@task(**STEP_POLICY)
async def fetch_audio(call_id: str) -> str:
    """Do nothing."""
    return call_id


@task(**STEP_POLICY)
async def transcribe(call_id: str) -> str:
    """Do nothing."""
    return call_id


@task(**STEP_POLICY)
async def analyze(call_id: str) -> str:
    """Do nothing."""
    return call_id


@task(**STEP_POLICY)
async def persist(call_id: str) -> None:
    """Do nothing."""


@flow(name="no-op", flow_run_name="{call_id}")
async def process_call(call_id: str) -> None:
    """Take the four steps, each of which does nothing."""
    await persist(await analyze(await transcribe(await fetch_audio(call_id))))
