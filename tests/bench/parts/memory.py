"""How much the process grows while recordings pass through it on their way to a provider."""

import asyncio
import os
import re
import tempfile
import time
import wave
from pathlib import Path

import numpy as np

from callinsight.adapters.aws import AwsClients
from callinsight.adhoc import accept_file
from callinsight.domain.execution import RunIdentity
from callinsight.services import Services, using
from tests.bench.figures import Figure, at_least, at_most
from tests.breaking_proxy import Breaks, breaking_proxy
from tests.builders import a_profile
from tests.real_services import real_services
from tests.servers import AWS_ENVIRONMENT, running_ministack
from tests.steps.conftest import run_once
from tests.stubs.running import StubProviders

MEBIBYTE = 1 << 20
SMALL_BYTES = 10 * MEBIBYTE
LARGE_BYTES = 1000 * MEBIBYTE
GROWTH_MEBIBYTES = 64
BREAKS = 3
RATE = 16_000


def measure(_stack: None) -> list[Figure]:
    """Let a small and a large recording pass through one process after the other."""
    os.environ.update(AWS_ENVIRONMENT)
    with tempfile.TemporaryDirectory(prefix="callinsight-bench-") as name:
        folder = Path(name)
        with (
            StubProviders() as stubs,
            running_ministack(folder) as server,
            breaking_proxy(server) as (url, breaks),
        ):
            os.environ["AWS_ENDPOINT_URL"] = url
            with using(real_services(AwsClients(), stubs)) as world:
                return asyncio.run(_passed_through(world, folder, stubs, breaks))


async def _passed_through(
    world: Services, folder: Path, stubs: StubProviders, breaks: Breaks
) -> list[Figure]:
    await world.profile_store.add(a_profile(openai_model="gpt-6-luna"))
    await world.profile_store.make_current("default", 1)
    await _growth(world, _recording(folder, SMALL_BYTES))  # imports, connections, threads
    small = await _growth(world, _recording(folder, SMALL_BYTES)) / MEBIBYTE
    recording = _recording(folder, LARGE_BYTES)
    breaks.after_bytes += [share * LARGE_BYTES // 10 for share in (3, 6, 9)]
    breaks.answered_bytes = 0
    large = await _growth(world, recording) / MEBIBYTE
    # It is read twice: to be verified, and to be sent.
    again = breaks.answered_bytes - 2 * LARGE_BYTES
    received = stubs.requests("elevenlabs")[-1]["file"]["bytes"]
    world.heartbeat.stop()
    growth = "growth of the process by a 1 GB recording"
    return [
        Figure(growth, large, "MiB", f"10 MiB: {small:.0f} MiB", None, at_most(GROWTH_MEBIBYTES)),
        Figure("  received by the provider", received / 1e9, "GB", "", None, at_least(1)),
        Figure("  times that S3 broke off", breaks.broken, "", "", None, at_least(BREAKS)),
        Figure("  read again after that", again / 1e9, "GB"),
    ]


async def _growth(world: Services, file: Path) -> int:
    """Let a recording pass through all steps; return how far memory rose above its start."""
    call = await accept_file(file)
    file.unlink()
    _forget_peak()
    before = _status("VmRSS")
    run = RunIdentity(id=f"bench-{call.call_id}", adhoc=True)
    outcome = await run_once(world, call.call_id, run)
    if outcome.kind != "Completed":
        raise RuntimeError(f"the call ended {outcome.kind}: {outcome.failure}")
    return _status("VmHWM") - before


def _recording(folder: Path, size_bytes: int) -> Path:
    """A WAV file with that much noise in it."""
    noise = np.random.default_rng(1).integers(-9000, 9000, MEBIBYTE // 2, np.int16).tobytes()
    path = folder / f"{size_bytes}-{time.monotonic_ns()}.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        for _ in range(size_bytes // MEBIBYTE):
            sound.writeframesraw(noise)
    return path


def _forget_peak() -> None:
    """Let the kernel begin a new peak of this process's memory (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def _status(name: str) -> int:
    """Return a memory figure of this process in bytes."""
    found = re.search(rf"^{name}:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    if found is None:
        raise RuntimeError("memory is measured on Linux only")
    return int(found[1]) * 1024
