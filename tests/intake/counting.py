"""Stores that count what is asked of them."""

from collections import Counter
from typing import Any


def counted(thing: Any, counts: Counter[str]) -> Any:
    """Return `thing`, counting the calls of its methods under their names."""
    for name in [name for name in dir(thing) if not name.startswith("_")]:
        method = getattr(thing, name)
        if callable(method):
            setattr(thing, name, _counting(name, method, counts))
    return thing


def _counting(name: str, method: Any, counts: Counter[str]) -> Any:
    def call(*args: Any, **kwargs: Any) -> Any:
        counts[name] += 1
        return method(*args, **kwargs)

    return call
