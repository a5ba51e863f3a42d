"""Nothing brings an erased call back, whatever comes late and in whatever order."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocol.late import Late

_MOVES = st.lists(st.sampled_from(sorted(Late().moves)), max_size=6)


@settings(max_examples=50)
@given(before=_MOVES, tombstoned=_MOVES, deleted=_MOVES, done=_MOVES)
def test_of_an_erased_call_only_the_tombstone_is_left(
    before: list[str], tombstoned: list[str], deleted: list[str], done: list[str]
) -> None:
    first = ["a run takes the call", "a correction"]
    asyncio.run(_erased_meanwhile([*first, *before], tombstoned, deleted, done))


def test_before_its_erasure_words_of_the_call_are_in_every_store_that_is_looked_through() -> None:
    async def everything_happens() -> tuple[list[str], int]:
        world = Late()
        try:
            await world.set_up()
            for move in ("a run takes the call", "a correction", "a question", "an export"):
                await world.happen(move)
            return world.left(), world.exported_calls()
        finally:
            await world.close()

    left, rows = asyncio.run(everything_happens())
    assert {"calls", "artifacts", "recordings", "golden_store", "question_store"} <= set(left)
    assert rows == 1


async def _erased_meanwhile(*phases: list[str]) -> None:
    world = Late()
    before, tombstoned, deleted, done = phases
    try:
        await world.set_up()
        for move in before:
            await world.happen(move)
        await world.happen("another erasure")
        for move in tombstoned:
            await world.happen(move)
        await world.services.dispatcher.tick()
        for move in deleted:
            await world.happen(move)
        await world.finish()
        assert (world.left(), world.exported_calls()) == ([], 0)
        tombstone = await world.record()
        for move in done:
            await world.happen(move)
        await world.finish()
        assert (world.left(), world.exported_calls()) == ([], 0)
        assert await world.record() == tombstone
    finally:
        await world.close()
