"""What a schema stands for: the schemas it refers to, and the forms its value may have."""

from collections.abc import Iterator, Mapping
from typing import Any

from callinsight.domain.golden import steps_of

_BRANCHES = ("anyOf", "oneOf", "allOf")


def branches(
    schema: Mapping[str, Any], root: Mapping[str, Any], seen: frozenset[str] = frozenset()
) -> Iterator[Mapping[str, Any]]:
    """Yield a schema and what it stands for: what it refers to within `root`, and its branches."""
    yield schema
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        yield from branches(referred_to(reference, root), root, seen | {reference})
    for branch in (inner for word in _BRANCHES for inner in schema.get(word, ())):
        yield from branches(branch, root, seen)


def kinds_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """Return the types that a schema names itself."""
    kinds = schema.get("type", ())
    return frozenset([kinds] if isinstance(kinds, str) else kinds)


def referred_to(reference: str, root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema that a pointer such as `#/$defs/name` leads to; {} if it is nowhere."""
    found: Any = root
    for step in steps_of(reference.removeprefix("#")):
        found = found.get(step, {}) if isinstance(found, Mapping) else {}
    return found if isinstance(found, Mapping) else {}
