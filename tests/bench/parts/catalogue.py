"""All parts by name, in the order in which they are measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.figures import Figure
from tests.bench.parts import (
    burst,
    drain,
    examination,
    help_time,
    importing,
    in_flight,
    lists,
    memory,
    no_op,
    overhead,
    page,
    requests,
    rescue,
    soak,
    start,
    two_workers,
    viewers,
)


@dataclass(frozen=True)
class Measure:
    """How a part is measured; one that needs no stack is given None."""

    measure: Callable[[Any], Sequence[Figure]]
    needs_stack: bool = True


PARTS: dict[str, Measure] = {
    "help": Measure(help_time.measure, needs_stack=False),
    "examination": Measure(examination.measure, needs_stack=False),
    "memory": Measure(memory.measure, needs_stack=False),
    "lists": Measure(lists.measure, needs_stack=False),
    "page": Measure(page.measure),
    "viewers": Measure(viewers.measure),
    "no_op": Measure(no_op.measure),
    "burst": Measure(burst.measure),
    "requests": Measure(requests.measure),
    "overhead": Measure(overhead.measure),
    "start": Measure(start.measure),
    "drain": Measure(drain.measure),
    "rescue": Measure(rescue.measure),
    "two_workers": Measure(two_workers.measure),
    "import": Measure(importing.measure),
    "soak": Measure(soak.measure),
    "in_flight": Measure(in_flight.measure),
}
