"""Talk metrics as lines of text: what is known, and why the rest is not."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

_NO_METRICS = {"source", "unavailable"}


def known_lines(metrics: Mapping[str, Any]) -> Iterator[str]:
    """Yield one line for each number that is known, whichever version stored it."""
    why = metrics.get("unavailable", {})
    for name, value in metrics.items():
        if name in _NO_METRICS or value is None:
            continue
        shown = value
        if isinstance(value, dict):
            each = (_of_speaker(who, number, why, name) for who, number in value.items())
            shown = ", ".join(each)
        yield f"{_words(name):<26} {shown}"


def unknown_lines(metrics: Mapping[str, Any]) -> Iterator[str]:
    """Yield one line for each reason, with the metrics that are unknown for it."""
    names: dict[str, list[str]] = defaultdict(list)
    for name, why in metrics.get("unavailable", {}).items():
        if "." not in name:  # else it is told beside the numbers of the other speakers
            names[why].append(_words(name))
    for why, unknown in names.items():
        yield f"unknown ({why}): {', '.join(unknown)}"


def _of_speaker(who: str, number: float | None, why: Mapping[str, str], name: str) -> str:
    if number is None:
        return f"{who} unknown ({why.get(f'{name}.{who}', 'no reason stored')})"
    return f"{who} {number:g}"


def _words(name: str) -> str:
    return name.replace("_", " ")
