"""`python -m tests.bench [PART...]`: measure all parts, or some. Bounded; loopback only.

Prints a table and, as its last line, one JSON object; 1 if a goal is missed.
"""

import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from tests.bench.figures import Figure
from tests.bench.machine_load import watching_load
from tests.bench.parts.catalogue import PARTS, Measure
from tests.bench.report import Result, show
from tests.bench.stack import Stack


class Bench:
    """Measures one part after the other; the stack is started for the first that needs it."""

    def __init__(self, opened: ExitStack) -> None:
        self._opened = opened
        self._stack: Stack | None = None

    def result_of(self, name: str) -> Result:
        """Measure one part; what stops it is part of the result, and the next one goes on."""
        begun = time.monotonic()
        result = Result(name)
        with watching_load() as result.load:
            try:
                result.figures = self._measured(PARTS[name])
            except Exception as error:  # noqa: BLE001  (the other parts shall be measured)
                result.failure = f"{type(error).__name__}: {error}"
        result.seconds = time.monotonic() - begun
        return result

    def _measured(self, part: Measure) -> Sequence[Figure]:
        if not part.needs_stack:
            return part.measure(None)
        if self._stack is None:
            folder = self._opened.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))
            self._stack = self._opened.enter_context(Stack(Path(folder)))
        return part.measure(self._stack)


def main(names: Sequence[str]) -> int:
    """Measure the parts of these names, or all."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"No part is called {', '.join(unknown)}; there are: {' '.join(PARTS)}.")
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop everything then, too
    results = []
    try:
        with ExitStack() as opened:
            bench = Bench(opened)
            for name in names or PARTS:
                print(f"{name} ...", file=sys.stderr, flush=True)
                results.append(bench.result_of(name))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    show(results, Console(width=None if sys.stdout.isatty() else 160))
    return 0 if all(result.is_good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
