"""What CallInsight costs in memory and time: `make bench`. Bounded; everything stays on loopback.

Figures of one run are compared with each other or with a bound; 1 if a bound is broken.
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path
from statistics import median

import numpy as np

from callinsight.adapters.aws import AwsClients
from callinsight.adapters.sound import MODULES, PyAVSoundProbe
from callinsight.adapters.zygotes import Zygotes
from callinsight.adhoc import accept_file
from callinsight.domain.execution import RunIdentity
from callinsight.domain.verification import SoundThresholds
from callinsight.services import Services, using
from tests.breaking_proxy import Breaks, breaking_proxy
from tests.builders import a_profile
from tests.real_services import real_services
from tests.recordings.forms import M4A
from tests.recordings.making import encoded, speech
from tests.servers import AWS_ENVIRONMENT, running_ministack
from tests.steps.conftest import run_once
from tests.stubs.running import StubProviders

MEBIBYTE = 1 << 20
SMALL_BYTES = 10 * MEBIBYTE
LARGE_BYTES = 1000 * MEBIBYTE
GROWTH_LIMIT = 64 * MEBIBYTE
BREAKS = 3
HELP_LIMIT_SECONDS = 0.6
HELP_RUNS = 7
RATE = 16_000
EXAMINED = M4A._replace(rate=48_000)
EXAMINE_CPU_SECONDS = 2
EXAMINE_BYTES = 150_000_000


def main() -> int:
    """Measure everything once and print a line each."""
    results = [_help_time(), _examination(), _memory()]
    return 0 if all(results) else 1


def _help_time() -> bool:
    """How long a person waits for `callinsight --help`, beside Python's own start."""
    own = _seconds("-m", "callinsight", "--help")
    bare = _seconds("-c", "pass")
    print(
        f"callinsight --help     {own:.2f} s, {own / bare:.0f} times an empty Python's "
        f"{bare:.3f} s (median of {HELP_RUNS}; at most {HELP_LIMIT_SECONDS} s)"
    )
    return own <= HELP_LIMIT_SECONDS


def _seconds(*arguments: str) -> float:
    def once() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        return time.perf_counter() - started

    return median(once() for _ in range(HELP_RUNS))


def _examination() -> bool:
    """What it takes to examine a long recording, in the process that does it."""
    sound = np.concatenate([speech(60, EXAMINED.rate, seed=n) for n in range(1, 11)], axis=1)
    content = encoded(EXAMINED, np.vstack([sound, sound[:, ::-1]]))
    zygotes = Zygotes(MODULES)
    with tempfile.NamedTemporaryFile(prefix="callinsight-bench-") as file:
        file.write(content)
        file.flush()
        job = PyAVSoundProbe(zygotes, SoundThresholds()).job(Path(file.name))
        done = asyncio.run(zygotes.done(job))
    zygotes.end()
    print(
        f"verifying an m4a       of {done.answer['decoded_seconds'] / 60:.0f} minutes (48 kHz, two "
        f"channels) takes {done.cpu_seconds:.2f} CPU-s and {done.peak_bytes / MEBIBYTE:.0f} MiB "
        f"(at most {EXAMINE_CPU_SECONDS} CPU-s and {EXAMINE_BYTES // MEBIBYTE} MiB)"
    )
    return done.cpu_seconds <= EXAMINE_CPU_SECONDS and done.peak_bytes <= EXAMINE_BYTES


def _memory() -> bool:
    """How much the process grows while recordings pass through it on their way to a provider."""
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
) -> bool:
    await world.profile_store.add(a_profile(openai_model="gpt-6-luna"))
    await world.profile_store.make_current("default", 1)
    await _growth(world, _recording(folder, SMALL_BYTES))  # imports, connections, threads
    small = await _growth(world, _recording(folder, SMALL_BYTES))
    recording = _recording(folder, LARGE_BYTES)
    breaks.after_bytes += [share * LARGE_BYTES // 10 for share in (3, 6, 9)]
    breaks.answered_bytes = 0
    large = await _growth(world, recording)
    # It is read twice: to be verified, and to be sent.
    again = breaks.answered_bytes - 2 * LARGE_BYTES
    received = stubs.requests("elevenlabs")[-1]["file"]["bytes"]
    print(
        f"a 1 GB recording       grows the process by {large / MEBIBYTE:.0f} MiB, one of 10 MiB "
        f"by {small / MEBIBYTE:.0f} MiB (at most {GROWTH_LIMIT // MEBIBYTE} MiB); "
        f"the provider received {received / 1e9:.2f} GB; S3 broke off {breaks.broken} times, "
        f"{again / 1e9:.2f} GB were read again"
    )
    world.heartbeat.stop()
    return large <= GROWTH_LIMIT and received >= LARGE_BYTES and breaks.broken == BREAKS


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


if __name__ == "__main__":
    sys.exit(main())
