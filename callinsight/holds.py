"""Legal holds, as people set and lift them."""

from collections.abc import Callable

from callinsight.clock import Clock
from callinsight.domain.call import Call
from callinsight.domain.errors.call import ConflictError
from callinsight.domain.hold import held, released
from callinsight.domain.transitions import Write
from callinsight.ports.calls import CallStore
from callinsight.reruns import Reruns

_TRIES = 5


class Holds:
    """Holds calls and releases them, whatever happens to them meanwhile; of an erased call nothing is held."""

    def __init__(self, calls: CallStore, reruns: Reruns, clock: Clock) -> None:
        self._calls = calls
        self._reruns = reruns
        self._clock = clock

    async def hold(self, call_id: str, *, reason: str, by: str) -> Call:
        """Keep a call from being erased; the same hold again changes nothing.

        Raises `CallNotFoundError` also if its erasure has begun, and `CallHeldError` if it is held for
        another reason: what was said first stays until somebody releases the call.
        """
        call = await self._reruns.existing(call_id)
        if call.hold is not None and call.hold.reason == reason:
            return call
        return await self._written(
            call_id, lambda call: held(call, self._clock(), reason=reason, author=by)
        )

    async def release(self, call_id: str) -> Call:
        """Let a call be erased again, if it is held at all; raises `CallNotFoundError`."""
        call = await self._reruns.existing(call_id)
        if call.hold is None:
            return call
        return await self._written(call_id, lambda call: released(call, self._clock()))

    async def _written(self, call_id: str, decide: Callable[[Call], Write]) -> Call:
        for _ in range(_TRIES):
            call = await self._reruns.existing(call_id)
            written = await self._calls.apply(decide(call))
            if written is not None:
                return written
        raise ConflictError("The call is being changed; ask again.")
