"""How deep the values of a schema may lie, with all that it refers to."""

from collections.abc import Iterator, Mapping
from typing import Any

from callinsight.domain.schema_branches import referred_to


def depth_of(schema: Mapping[str, Any]) -> int:
    """Return how many levels values have; what refers to itself again counts once."""
    return 1 + _Depths(schema).below(schema, frozenset())


class _Depths:
    """Remembers how deep a definition is: many places may refer to it."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._known: dict[str, int] = {}

    def below(self, schema: Mapping[str, Any], within: frozenset[str]) -> int:
        inner = (deeper + self.below(part, within) for part, deeper in _inner(schema))
        return max([*inner, self._of_reference(schema.get("$ref"), within)])

    def _of_reference(self, reference: Any, within: frozenset[str]) -> int:
        if not isinstance(reference, str) or reference in within:
            return 0
        if reference not in self._known:
            target = referred_to(reference, self._root)
            self._known[reference] = self.below(target, within | {reference})
        return self._known[reference]


def _inner(schema: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Yield the schemas within one, each with the levels that it lies deeper."""
    fields, items = schema.get("properties"), schema.get("items")
    for part in fields.values() if isinstance(fields, Mapping) else ():
        if isinstance(part, Mapping):
            yield part, 1
    if isinstance(items, Mapping):
        yield items, 1
    for part in schema.get("anyOf", ()):
        if isinstance(part, Mapping):
            yield part, 0
