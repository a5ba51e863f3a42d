"""Answers of an analysis as lines of text, with what code thinks of their claims."""

from collections.abc import Iterator, Mapping
from typing import Any

_FOUND_BY_CODE = frozenset(
    {"turn_ids", "said_by", "confidence", "start", "end", "verified", "problem"}
)


def answer_lines(value: Any) -> Iterator[str]:
    """Yield an answer's lines; empty groups and lists have none, a claim has one."""
    if isinstance(value, Mapping):
        yield from [_claim(value)] if "quote" in value else _group(value)
    elif isinstance(value, list):
        for item in value:
            yield from _item(item)
    elif isinstance(value, bool):
        yield "yes" if value else "no"
    elif value is not None:
        yield str(value)


def finding_line(finding: Mapping[str, Any]) -> str:
    """Return what code found wrong, where: `issues 1: not said`; places count from 1."""
    parts = [str(int(p) + 1) if p.isdigit() else p for p in finding["path"].strip("/").split("/")]
    left_out = ", left out" if finding.get("dropped") else ""
    return f"{_words(' '.join(parts))}: {_words(finding['reason'])}{left_out}"


def _group(group: Mapping[str, Any]) -> Iterator[str]:
    for name, inner in group.items():
        lines = list(answer_lines(inner))
        if len(lines) == 1:
            yield f"{_words(name)}: {lines[0]}"
        elif lines:
            yield f"{_words(name)}:"
            yield from (f"  {line}" for line in lines)


def _item(item: Any) -> Iterator[str]:
    """A group within a list is one line: its values in their order."""
    if (
        isinstance(item, Mapping) and {"label", "path"} <= item.keys()
    ):  # a topic: its id is for programs
        yield f"{item['label']} ({' > '.join(map(_words, item['path']))})"
    elif isinstance(item, Mapping) and "quote" not in item:
        shown = [
            line for name, part in item.items() if name != "turn_ids" for line in answer_lines(part)
        ]
        yield ", ".join(shown)
    else:
        yield from answer_lines(item)


def _claim(claim: Mapping[str, Any]) -> str:
    turns = ", ".join(str(turn) for turn in claim.get("turn_ids") or ())
    more = [
        f"{_words(name)} {value}"
        for name, value in claim.items()
        if name not in _FOUND_BY_CODE | {"text", "quote"} and value is not None
    ]
    mark = (
        "" if claim.get("verified", True) else f"  UNVERIFIED: {_words(claim.get('problem', ''))}"
    )
    said = f'"{claim["quote"]}" (turn {turns})' if turns else f'"{claim["quote"]}"'
    return " ".join(part for part in [claim.get("text"), *more, said] if part) + mark


def _words(name: str) -> str:
    return name.replace("_", " ")
