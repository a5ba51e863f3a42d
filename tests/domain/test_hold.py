"""A legal hold: whoever is first, the hold or the erasure, wins."""

from datetime import timedelta

import pytest

from callinsight.domain.call import Hold
from callinsight.domain.erasure import tombstone
from callinsight.domain.errors.call import CallHeldError
from callinsight.domain.hold import held, released
from callinsight.domain.status import Status
from tests.builders import NOON, a_queued_call
from tests.domain.records import after, is_refused

LATER = NOON + timedelta(minutes=1)


@pytest.mark.parametrize("status", Status)
def test_a_held_call_cannot_be_erased_until_it_is_released(status: Status) -> None:
    call = a_queued_call(status=status)
    kept = after(call, held(call, LATER, reason="a dispute", author="legal"))
    assert kept.hold == Hold(reason="a dispute", author="legal", at=LATER)
    assert "held" in kept.flags
    assert (kept.status, kept.fence, kept.due_at) == (call.status, call.fence, call.due_at)
    with pytest.raises(CallHeldError):
        tombstone(kept, LATER)
    free = after(kept, released(kept, LATER))
    assert (free.hold, "held" in free.flags) == (None, False)
    assert after(free, tombstone(free, LATER)).erasure == "requested"


def test_an_erasure_that_saw_no_hold_is_refused_by_a_call_that_has_one() -> None:
    call = a_queued_call()
    kept = after(call, held(call, LATER, reason="a dispute", author="legal"))
    assert is_refused(kept, tombstone(call, LATER))


def test_a_hold_is_refused_by_a_call_whose_erasure_has_begun() -> None:
    call = a_queued_call()
    erased = after(call, tombstone(call, LATER))
    assert is_refused(erased, held(call, LATER, reason="a dispute", author="legal"))
    assert is_refused(erased, released(call, LATER))
