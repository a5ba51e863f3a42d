"""Task: the calls of one day as a file."""

from datetime import date

from prefect import task

from callinsight.services import services
from tasks.retry import STEP_POLICY, only_safe_errors


@task(**STEP_POLICY)
async def export_day(day: date) -> int:
    """Write the day's file anew and return how many calls are in it."""
    with only_safe_errors():
        return await services().daily_export.write(day)
