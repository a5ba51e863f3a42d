"""Mutated recordings through the real examination: `make fuzz`. Bounded in count and time.

    python -m tests.fuzz [COUNT [SEED]]

Exits with 1 if an examination crashed, hung, met a defect or took too much memory.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.recordings.fuzzing import MEMORY_LIMIT_BYTES, Fuzzing

COUNT = 10_000
LIMIT_SECONDS = 1800.0


def main() -> int:
    """Examine the files and print what became of them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 1_000_000
    print(f"{count} mutated recordings, seed {seed}")
    with tempfile.TemporaryDirectory(prefix="callinsight-fuzz-") as folder:
        fuzzing = Fuzzing(seed, Path(folder))
        started = time.monotonic()
        breaches = asyncio.run(_breaches(fuzzing, count))
        _report(fuzzing, time.monotonic() - started)
    for breach in breaches:
        print(f"BREACH: {breach}")
    return 1 if breaches else 0


async def _breaches(fuzzing: Fuzzing, count: int) -> list[str]:
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            await fuzzing.run(count)
    except TimeoutError:
        return [*fuzzing.breaches, f"not done after {LIMIT_SECONDS:.0f} s"]
    return fuzzing.breaches


def _report(fuzzing: Fuzzing, seconds: float) -> None:
    for outcome, count in fuzzing.outcomes.most_common():
        print(f"  {outcome:<24} {count:>6}")
    total, zygotes = fuzzing.outcomes.total(), fuzzing.zygotes
    print(
        f"{total} examined in {seconds:.0f} s ({total / seconds:.0f} a second); the largest took "
        f"{zygotes.peak_bytes >> 20} MiB (at most {MEMORY_LIMIT_BYTES >> 20}), the longest "
        f"{zygotes.cpu_seconds:.1f} CPU-seconds"
    )


if __name__ == "__main__":
    sys.exit(main())
