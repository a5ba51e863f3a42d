"""One flow run that this process has taken."""

import asyncio
from dataclasses import dataclass

from prefect.client.schemas.objects import FlowRun

from callinsight.worker.engine import Interruption, WarmEngine


@dataclass
class Taken:
    """A run on its way; without an engine it has not been started yet."""

    flow_run: FlowRun
    offered_at: float  # on this process's clock: when the pool was asked for it
    task: asyncio.Task[None] | None = None
    engine: WarmEngine | None = None
    why: Interruption | None = None
    was_interrupted: bool = False
    is_claimed: bool = False  # the server knows: its pool does not offer the run any more

    def is_offered_again(self, found: FlowRun) -> bool:
        """Say whether somebody scheduled the run again; else the offer was on its way before."""
        return self.is_claimed and found.state_id != self.flow_run.state_id

    def expect(self, why: Interruption) -> None:
        """Say what an interruption will mean; the first reason stays."""
        self.why = self.why or why
        if self.engine is not None:
            self.engine.why = self.why

    def interrupt(self, why: Interruption) -> None:
        """Cancel its task, once: Prefect's engine is not built for a second time."""
        self.expect(why)
        is_ending = self.engine is not None and self.engine.is_ending
        if self.task is not None and not self.was_interrupted and not is_ending:
            self.was_interrupted = True
            self.task.cancel()
