"""What every memory of taken messages does."""

import pytest

from callinsight.ports.announcements import Replays
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


async def test_a_message_is_known_once_it_was_taken(replays: Replays) -> None:
    assert not await replays.is_known("sns:1")
    await replays.remember("sns:1")
    await replays.remember("sns:1")
    assert await replays.is_known("sns:1")
    assert not await replays.is_known("sns:2")
