"""A run that is stopped in the middle: its call goes on elsewhere, at once."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL

from callinsight.adhoc import accept_file
from callinsight.domain.call import Call
from callinsight.domain.status import Status
from callinsight.services import Services
from flows.process_call import process_call
from tests.patience import PATIENCE
from tests.stubs.running import StubProviders

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.asyncio(loop_scope="session")]

_LISTS = {"profile_rules"}
_SCRIPT = """
import asyncio, sys
from flows.process_call import process_call
from tests.fakes.engines import FakeSoundProbe
from callinsight.services import Services, using

from callinsight.settings import load_settings

with using(Services(load_settings(), sound_probe=FakeSoundProbe())):
    asyncio.run(process_call(sys.argv[1], return_state=True))
"""


async def _reached(world: Services, call: Call, status: Status) -> Call:
    async with asyncio.timeout(PATIENCE):
        while True:
            seen = await world.calls.get(call.call_id)
            assert seen is not None
            if seen.status is status:
                return seen
            await asyncio.sleep(0.05)


async def test_an_interrupted_run_hands_its_call_back_and_leaves_nothing_behind(
    world: Services, stubs: StubProviders, recording_file: Path
) -> None:
    """As when somebody stops a notebook's cell."""
    stubs.script("elevenlabs", {"delay_seconds": 60})
    call = await accept_file(recording_file)
    running = asyncio.ensure_future(process_call(call.call_id))
    await _reached(world, call, Status.TRANSCRIBING)
    await asyncio.sleep(0.2)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    stopped = await world.calls.get(call.call_id)
    assert stopped is not None
    assert (stopped.status, stopped.owner, stopped.attempt) == (Status.QUEUED, None, 3)
    assert stopped.request_open is not None

    await process_call(call.call_id)
    done = await world.calls.get(call.call_id)
    assert done is not None
    assert done.status is Status.COMPLETED
    assert list(done.duplicate_spend.values()) == [1]


async def test_a_run_that_is_told_to_stop_hands_its_call_back(
    world: Services, stubs: StubProviders, recording_file: Path, ministack_url: str
) -> None:
    """SIGTERM, as a stopping worker or a container's end sends it."""
    stubs.script("elevenlabs", {"delay_seconds": 60})
    call = await accept_file(recording_file)
    secrets = {"ELEVENLABS_API_KEY": "key", "OPENAI_API_KEY": "key"}
    given = world.settings.model_dump(mode="json", exclude_none=True)
    environment = {name.upper(): str(value) for name, value in given.items() if name not in _LISTS}
    process = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, call.call_id],
        env={
            **os.environ,
            **environment,
            **secrets,
            "AWS_ENDPOINT_URL": ministack_url,
            "PREFECT_API_URL": str(PREFECT_API_URL.value()),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        await _reached(world, call, Status.TRANSCRIBING)
        await asyncio.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        stopped = await _reached(world, call, Status.QUEUED)
        assert (stopped.owner, stopped.attempt) == (None, 3)
        await asyncio.to_thread(process.wait, 30)
    finally:
        process.kill()
        process.wait()
