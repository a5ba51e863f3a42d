"""The subset of JSON Schema that OpenAI can enforce while a model writes ("strict")."""

from collections.abc import Iterator, Mapping
from typing import Any

_UNSUPPORTED = frozenset(
    {
        "allOf",
        "dependentRequired",
        "dependentSchemas",
        "else",
        "if",
        "maxLength",  # undocumented: we check it ourselves
        "minLength",
        "not",
        "oneOf",
        "patternProperties",
        "then",
    }
)


def takes_strict(schema: Mapping[str, Any]) -> bool:
    """Say whether a provider can enforce the schema; if not, its answers are only checked by us.

    Every object must be closed and require all of its fields (OpenAI, "Structured outputs").
    """
    return schema.get("type") == "object" and all(_is_enforceable(s) for s in _schemas(schema))


def _is_enforceable(schema: Mapping[str, Any]) -> bool:
    if not _UNSUPPORTED.isdisjoint(schema):
        return False
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "object" not in kinds and "properties" not in schema:
        return True
    fields = schema.get("properties")
    if not isinstance(fields, Mapping) or schema.get("additionalProperties") is not False:
        return False
    required = schema.get("required")
    return isinstance(required, list) and set(fields) == set(required)


def _schemas(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the schema and all within it; names of fields are no keywords."""
    yield schema
    for word, value in schema.items():
        if word in {"properties", "$defs", "definitions"} and isinstance(value, Mapping):
            inner = list(value.values())
        elif word in {"items", "prefixItems", "anyOf", "additionalProperties"}:
            inner = value if isinstance(value, list) else [value]
        else:
            continue
        for part in inner:
            if isinstance(part, Mapping):
                yield from _schemas(part)
