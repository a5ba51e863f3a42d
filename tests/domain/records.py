"""What a call store holds after a write, without a store that waits."""

from collections.abc import Coroutine
from typing import Any

from callinsight.domain.call import Call
from callinsight.domain.transitions import Write
from tests.fakes.calls import FakeCallStore


def record_after(call: Call, *writes: Write) -> dict[str, Any]:
    """The plain record once every write was accepted."""
    store = FakeCallStore()
    assert _result(store.add(call))
    for write in writes:
        assert _result(store.apply(write)) is not None
    return store.records[call.call_id]


def after(call: Call, *writes: Write) -> Call:
    """The call once every write was accepted."""
    return Call.model_validate(record_after(call, *writes))


def is_refused(call: Call, write: Write) -> bool:
    """Say whether a store that holds `call` lets the write pass by."""
    store = FakeCallStore()
    assert _result(store.add(call))
    return _result(store.apply(write)) is None


def _result(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine of a fake, which never waits, to its end."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("a fake does not wait")
