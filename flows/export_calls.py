"""Flow: the calls of a day, and of the days whose calls changed on it, as Parquet files."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from callinsight.services import services
from tasks.export_day import export_day
from tasks.retry import only_safe_errors


def _run_name() -> str:
    return f"calls of {flow_run.parameters.get('day') or 'yesterday'}"


@flow(flow_run_name=_run_name)
async def export_calls(day: date | None = None) -> State[Any]:
    """Write the files of a day, yesterday (UTC) unless another is named; again is no harm."""
    day = day or datetime.now(UTC).date() - timedelta(days=1)
    with only_safe_errors():
        days = await services().daily_export.days_of(day)
    rows = [await export_day(each) for each in days]
    return Completed(message=f"Days written: {len(rows)}. Calls in them: {sum(rows)}.")
