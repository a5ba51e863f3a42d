"""What an example consists of."""

from typing import Any, NamedTuple


class Example(NamedTuple):
    """The body of a request and that of its answer; None where there is none, or it is no JSON."""

    request: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None
