"""Re-analyses whose driver died: another run goes on with them, as if a person had resumed them."""

import asyncio
from datetime import timedelta

from callinsight.clock import Clock
from callinsight.dispatcher.outliving import outlived
from callinsight.ports.reanalyses import ReanalysisStore
from callinsight.reanalyses import Reanalyses

SILENT = timedelta(
    minutes=5
)  # a page is a minute's calls, and its errors are tried again for one more
PAUSE_SECONDS = 60.0
_NEWEST = 100


class Orphans:
    """Looks after jobs once a minute, beside the dispatcher and never in its way."""

    def __init__(self, jobs: ReanalysisStore, reanalyses: Reanalyses, clock: Clock) -> None:
        self._jobs = jobs
        self._reanalyses = reanalyses
        self._clock = clock

    async def run(self, stop: asyncio.Event, pause_seconds: float = PAUSE_SECONDS) -> None:
        """Look again and again until `stop` is set."""
        while not stop.is_set():
            await outlived("The look after re-analyses", self.adopt)
            try:
                async with asyncio.timeout(pause_seconds):
                    await stop.wait()
            except TimeoutError:
                continue

    async def adopt(self) -> int:
        """Start running jobs anew of which nothing was heard for five minutes; return how many."""
        silent = [
            job
            for job in await self._jobs.list_jobs(_NEWEST)
            if job.state == "Running" and self._clock() - job.updated_at > SILENT
        ]
        for job in silent:
            await self._reanalyses.adopt(job.job_id)
        return len(silent)
