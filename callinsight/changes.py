"""What a person changes on a call: what is said about it, its roles, and whether it exists at all."""

from collections.abc import Callable, Mapping

from callinsight.clock import Clock
from callinsight.domain.call import Call
from callinsight.domain.erasure import tombstone
from callinsight.domain.errors.call import ConflictError
from callinsight.domain.evaluation import Outcome
from callinsight.domain.metadata import metadata_changed
from callinsight.domain.overrides import overridden, taken_back
from callinsight.domain.transitions import Write
from callinsight.ports.calls import CallStore
from callinsight.reruns import Reruns
from callinsight.role_swaps import RoleSwaps

_TRIES = 5


class Changes:
    """Changes calls whatever happens to them meanwhile; who executes one goes on with it."""

    def __init__(
        self, calls: CallStore, reruns: Reruns, role_swaps: RoleSwaps, clock: Clock
    ) -> None:
        self._calls = calls
        self._reruns = reruns
        self._role_swaps = role_swaps
        self._clock = clock

    async def change(
        self, call_id: str, *, swap_roles: bool = False, metadata: Mapping[str, str | None]
    ) -> Call:
        """Merge metadata, and exchange the roles if asked: both, or neither.

        None removes a name. Raises `CallNotFoundError`, `TooMuchMetadataError`, and `ConflictError`
        if roles cannot be swapped now.
        """
        if swap_roles:
            return await self._role_swaps.swap(call_id, metadata)
        return await self._written(
            call_id, lambda call: metadata_changed(call, self._clock(), metadata)
        )

    async def override_score(
        self,
        call_id: str,
        scorecard: str,
        criterion: str,
        *,
        outcome: Outcome,
        reason: str,
        by: str,
    ) -> Call:
        """Let a person's word count for one criterion; what was computed stays beside it.

        Raises `CallNotFoundError`, `CriterionNotFoundError`, and `ConflictError` for one too many.
        """
        return await self._written(
            call_id,
            lambda call: overridden(
                call,
                self._clock(),
                scorecard,
                criterion,
                outcome=outcome,
                reason=reason,
                author=by,
            ),
        )

    async def take_score_back(self, call_id: str, scorecard: str, criterion: str) -> Call:
        """Let what was computed count again; raises as `override_score` does."""
        return await self._written(
            call_id, lambda call: taken_back(call, self._clock(), scorecard, criterion)
        )

    async def erase(self, call_id: str) -> Call:
        """Ask for the erasure: from now on nobody sees the call, and no execution can write to it.

        The dispatcher deletes what belongs to it. Raises `CallNotFoundError` for an unknown call
        and for one that was erased, `CallHeldError` for one under a legal hold.
        """
        return await self._written(call_id, lambda call: tombstone(call, self._clock()))

    async def _written(self, call_id: str, decide: Callable[[Call], Write]) -> Call:
        """Decide again as long as somebody else writes between our reading and our writing."""
        for _ in range(_TRIES):
            call = await self._reruns.existing(call_id)
            written = await self._calls.apply(decide(call))
            if written is not None:
                return written
        raise ConflictError("The call is being changed; ask again.")
