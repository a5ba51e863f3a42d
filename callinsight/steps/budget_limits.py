"""The limits a process goes by: those of its settings, and those that people have set since."""

import time
from collections.abc import Callable, Mapping

from callinsight.domain.budget import ALL, Budgets
from callinsight.ports.budgets import BudgetStore
from callinsight.steps.insisting import insist

# How long a limit that was lowered may not be known yet; a raised one is looked for before a refusal.
FRESH_SECONDS = 60.0


class BudgetLimits:
    """Reads the limits now and then; one instance serves all of a process."""

    def __init__(
        self,
        budgets: Budgets,
        store: BudgetStore,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._budgets = budgets
        self._store = store
        self._monotonic = monotonic
        self._known: Mapping[str, float] = {}
        self._read_at: float | None = None
        self._were_any = False

    async def of(self, profile_id: str, *, anew: bool = False) -> Mapping[str, float]:
        """Return what a request for this profile has to keep, by scope; `anew` reads it now."""
        known = await self._all(anew=anew)
        return {scope: known[scope] for scope in (ALL, profile_id) if scope in known}

    async def were_any(self) -> bool:
        """Return whether there is a limit, or this process has ever seen one."""
        await self._all(anew=False)
        return self._were_any

    async def _all(self, *, anew: bool) -> Mapping[str, float]:
        now = self._monotonic()
        if anew or self._read_at is None or now - self._read_at > FRESH_SECONDS:
            self._known = self._budgets.limits(await insist(self._store.limits))
            self._read_at = now
            self._were_any = self._were_any or bool(self._known)
        return self._known
