"""Conditional writes decide between writers at the same moment.

Not on moto: its server evaluates a condition and writes without a lock (5.2.5: of 60 rounds with
12 writers, 13 had two winners).
"""

import asyncio

import pytest

from callinsight.ports.calls import CallStore
from callinsight.ports.operations import OperationsStore
from tests.builders import a_queued_call
from tests.contracts.test_calls import begin_write

pytestmark = pytest.mark.parametrize("server", ["fake", "ministack"], indirect=True)


async def test_of_many_writers_one_wins(calls: CallStore) -> None:
    call = a_queued_call()
    await calls.add(call)
    writes = [begin_write(call, f"p{number}") for number in range(12)]
    results = await asyncio.gather(*(calls.apply(write) for write in writes))
    assert sum(result is not None for result in results) == 1


async def test_of_many_who_use_one_key_all_get_one_call(operations: OperationsStore) -> None:
    answers = await asyncio.gather(
        *(operations.remember("key", f"call-{number}", request="r") for number in range(10))
    )
    assert len(set(answers)) == 1
