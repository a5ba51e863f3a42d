"""The wiring: the only package that names concrete classes.

Every process builds what it needs when it first needs it, because the adapters are heavy: the API
never imports an engine, a flow run never imports the queue.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from typing import TYPE_CHECKING

from callinsight.audit import Audit
from callinsight.changes import Changes
from callinsight.reruns import Reruns
from callinsight.role_swaps import RoleSwaps
from callinsight.services.steps import Steps
from callinsight.settings import load_settings
from callinsight.transcripts import Transcripts

if TYPE_CHECKING:
    from callinsight.dispatcher.dispatcher import Dispatcher
    from callinsight.erasing import Erasing
    from callinsight.intake import Intake


class Services(Steps):
    """Everything a process may use, built on first use; keyword arguments replace single parts."""

    @cached_property
    def intake(self) -> "Intake":
        from callinsight.intake import Intake

        return Intake(self.calls, self.recordings, self.profiles, self.clock)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self.audit_log, self.clock)

    @cached_property
    def reruns(self) -> Reruns:
        return Reruns(self.calls, self.profiles, self.clock)

    @cached_property
    def transcripts(self) -> Transcripts:
        return Transcripts(self.reruns, self.artifacts)

    @cached_property
    def role_swaps(self) -> RoleSwaps:
        return RoleSwaps(self.calls, self.reruns, self.artifacts, self.profiles, self.clock)

    @cached_property
    def changes(self) -> Changes:
        return Changes(self.calls, self.reruns, self.role_swaps, self.clock)

    @cached_property
    def erasing(self) -> "Erasing":
        from callinsight.erasing import Erasing

        return Erasing(
            self.calls,
            self.recordings,
            self.piece_sounds,
            self.artifacts,
            self.flow_runs,
            self.clock,
            max(self.settings.deadlines.values()),
        )

    @cached_property
    def dispatcher(self) -> "Dispatcher":
        from callinsight.dispatcher.corrections import Corrections
        from callinsight.dispatcher.dispatcher import Dispatcher
        from callinsight.dispatcher.rescues import Rescues
        from callinsight.dispatcher.starts import Starts

        calls, runs = self.calls, self.flow_runs
        return Dispatcher(
            calls,
            self.recordings,
            self.intake,
            Rescues(calls, self.operations, runs, self.clock),
            Starts(calls, runs, self.clock, capacity=self.settings.callinsight_capacity),
            Corrections(calls, runs, self.clock),
            self.erasing,
            self.clock,
        )


_replacement: ContextVar[Services | None] = ContextVar("services", default=None)


def services() -> Services:
    """Return the services of this context: a replacement set by `using`, else those of the settings."""
    return _replacement.get() or _of_this_process()


@contextmanager
def using(replacement: Services) -> Generator[Services]:
    """Use other services inside the block, also in tasks started there."""
    token = _replacement.set(replacement)
    try:
        yield replacement
    finally:
        _replacement.reset(token)


@cache
def _of_this_process() -> Services:
    return Services(load_settings())
