"""Task: the calls that were kept long enough."""

from prefect import task

from callinsight.services import services
from tasks.retry import STEP_POLICY, only_safe_errors


@task(**STEP_POLICY)
async def erase_expired_calls(most: int) -> tuple[int, int, bool]:
    """Erase at most so many calls; return how many, how many are held, and whether that was all."""
    with only_safe_errors():
        swept = await services().retention.sweep(most)
        return swept.erased, swept.held, swept.is_all
