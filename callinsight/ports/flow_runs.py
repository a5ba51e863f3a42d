"""The engine's flow runs, as the dispatcher sees them."""

from collections.abc import Sequence
from typing import Protocol

from callinsight.domain.call import Priority
from callinsight.domain.dispatch import Run, RunState


class FlowRuns(Protocol):
    """Starts and corrects flow runs; raises `ServiceUnavailableError` while the engine is away."""

    async def check(self) -> None:
        """Do nothing if the engine answers."""
        ...

    async def version(self) -> str:
        """Return the engine's version; raises `SettingsError` if it is not ours."""
        ...

    async def pool(self) -> str:
        """Return the deployment's work pool.

        Raises `ResourceMissingError` without one, `WorkerMissingError` if nobody serves it.
        """
        ...

    async def start(self, call_id: str, *, key: str, lane: Priority, tags: Sequence[str]) -> Run:
        """Create the run with this idempotency key, or find it; return it as it is.

        Runs of the lane `live` are handed to workers before those of `backfill`.
        """
        ...

    async def find(self, key: str) -> Run | None:
        """Return the run with this idempotency key."""
        ...

    async def get(self, run_id: str) -> Run | None:
        """Return a run, or None if it does not exist (any more)."""
        ...

    async def list_unfinished(self) -> Sequence[Run]:
        """Return the runs of calls that are scheduled, pending, running or cancelling."""
        ...

    async def correct(self, run_id: str, state: RunState, message: str) -> None:
        """Set the state of a run whose execution is over."""
        ...

    async def delete(self, run_id: str) -> None:
        """Delete a run."""
        ...

    async def erase(self, call_id: str) -> int:
        """Delete the runs of a call, cancelling first what still runs; return how many are left."""
        ...
