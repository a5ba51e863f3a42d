"""All parts by name, in the order in which they are measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.figures import Figure
from tests.bench.parts import no_op


@dataclass(frozen=True)
class Measure:
    """How a part is measured; one that needs no stack is given None."""

    measure: Callable[[Any], Sequence[Figure]]
    needs_stack: bool = True


PARTS: dict[str, Measure] = {
    "no_op": Measure(no_op.measure),
}
