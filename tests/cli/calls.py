"""Calls in the state a command finds them in."""

import asyncio
from typing import Any

from callinsight.domain.call import Call
from callinsight.domain.profile import TranscriptionSettings
from callinsight.domain.recording import Recording
from callinsight.domain.transcript import Transcript
from callinsight.services import Services
from tests.builders import a_call_with_audio, a_run
from tests.fakes.engines import FakeTranscriber
from tests.steps.conftest import run_once


class DraftTranscriber(FakeTranscriber):
    """Hears too badly to be quoted."""

    def read(
        self, body: bytes, recording: Recording, settings: TranscriptionSettings
    ) -> Transcript:
        heard = super().read(body, recording, settings)
        return heard.model_copy(update={"quality": "draft"})


def a_waiting_call(world: Services, **fields: Any) -> Call:
    """A call whose recording is in the bucket and that nobody has begun."""
    return asyncio.run(a_call_with_audio(world, **fields))


def a_call_that_ran(world: Services, **fields: Any) -> Call:
    """A call after one execution: Completed, unless an engine was told to fail."""

    async def ran() -> Call:
        call = await a_call_with_audio(world, **fields)
        await run_once(world, call.call_id, a_run(call))
        return await world.reruns.existing(call.call_id)

    return asyncio.run(ran())


def the_call(world: Services, call_id: str) -> Call:
    """The call as the table holds it now."""
    return asyncio.run(world.reruns.existing(call_id))
