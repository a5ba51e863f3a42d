"""What every memory of taken messages does."""

import pytest

from callinsight.ports.announcements import TakenMessages
from tests.contracts.conftest import DYNAMODB

pytestmark = pytest.mark.parametrize("server", DYNAMODB, indirect=True)


async def test_a_message_is_known_once_it_was_taken(taken_messages: TakenMessages) -> None:
    assert not await taken_messages.is_known("sns:1")
    await taken_messages.remember("sns:1")
    await taken_messages.remember("sns:1")
    assert await taken_messages.is_known("sns:1")
    assert not await taken_messages.is_known("sns:2")
