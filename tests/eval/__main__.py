"""`python -m tests.eval [--live] [PART...]`: measure how far answers can be trusted.

Stub models prove the machinery, not the quality of a model's answers: with `--live` and the keys of
providers in the environment real ones are asked, and paid; without them those rows say NOT RUN. Prints a table and, as its last line,
one JSON object; 1 if a goal is missed.
"""

import sys
import time
from collections.abc import Callable, Sequence

from rich.console import Console

from tests.bench.figures import Figure
from tests.bench.report import Result, show
from tests.eval.parts import (
    asking,
    budget,
    contradictions,
    coverage,
    estimate,
    evaluation,
    evidence,
    facts,
    injections,
    invoice,
    pii,
    quality,
)

PARTS: dict[str, Callable[[], Sequence[Figure]]] = {
    "evidence": evidence.measure,
    "facts": facts.measure,
    "contradictions": contradictions.measure,
    "coverage": coverage.measure,
    "injections": injections.measure,
    "pii": pii.measure,
    "invoice": invoice.measure,
    "budget": budget.measure,
    "evaluation": evaluation.measure,
    "asking": asking.measure,
    "estimate": estimate.measure,
    "quality": quality.measure,
}


def result_of(name: str, *, live: bool = False) -> Result:
    """Measure one part; what stops it is part of the result, and the next one goes on."""
    begun = time.monotonic()
    result = Result(name)
    try:
        result.figures = quality.measure(live=live) if name == "quality" else PARTS[name]()
    except Exception as error:  # noqa: BLE001  (the other parts shall be measured)
        result.failure = f"{type(error).__name__}: {error}"
    result.seconds = time.monotonic() - begun
    return result


def main(names: Sequence[str]) -> int:
    """Measure the parts of these names, or all; `--live` asks real providers, too."""
    live, names = "--live" in names, [name for name in names if name != "--live"]
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"No part is called {', '.join(unknown)}; there are: {' '.join(PARTS)}.")
        return 2
    results = [result_of(name, live=live) for name in names or PARTS]
    console = Console(width=None if sys.stdout.isatty() else 160)
    show(results, console, title="CallInsight, how far its answers can be trusted")
    return 0 if all(result.is_good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
