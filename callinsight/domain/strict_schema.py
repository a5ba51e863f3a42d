"""The subset of JSON Schema that OpenAI can enforce while a model writes ("strict").

Source: OpenAI, "Structured outputs", supported schemas; every object must be closed and require
all of its fields.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_UNSUPPORTED = (
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
)
MOST_PROPERTIES = 5_000
MOST_LEVELS = 10
MOST_CHARACTERS = 120_000
MOST_ENUM_VALUES = 1_000


class SchemaProblem(NamedTuple):
    """What a provider could not enforce, and where: a JSON pointer into the schema."""

    pointer: str
    message: str


class _Part(NamedTuple):
    """A schema within the schema, where it stands and how many objects it lies in."""

    pointer: str
    schema: Mapping[str, Any]
    level: int


def takes_strict(schema: Mapping[str, Any]) -> bool:
    """Say whether a provider can enforce the schema; if not, its answers are only checked by us."""
    return next(strict_problems(schema), None) is None


def strict_problems(schema: Mapping[str, Any]) -> Iterator[SchemaProblem]:
    """Yield everything in a schema that a provider could not enforce."""
    parts = list(_parts(schema, "", 1))
    if schema.get("type") != "object":
        yield SchemaProblem("", "the whole must be of type object")
    for part in parts:
        yield from _problems_of(part)
    yield from _size_problems(parts)


def _problems_of(part: _Part) -> Iterator[SchemaProblem]:
    pointer, schema, level = part
    for word in _UNSUPPORTED:
        if word in schema:
            yield SchemaProblem(f"{pointer}/{word}", f"{word} cannot be enforced")
    if level > MOST_LEVELS:
        yield SchemaProblem(pointer, f"it lies deeper than {MOST_LEVELS} levels")
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "object" not in kinds and "properties" not in schema:
        return
    fields, required = schema.get("properties"), schema.get("required")
    if not isinstance(fields, Mapping):
        yield SchemaProblem(pointer, "an object must name its properties")
        return
    if schema.get("additionalProperties") is not False:
        yield SchemaProblem(pointer, "an object needs additionalProperties: false")
    if not isinstance(required, list) or set(fields) != set(required):
        yield SchemaProblem(pointer, "an object must require all of its properties")


def _size_problems(parts: list[_Part]) -> Iterator[SchemaProblem]:
    """The limits of the whole: how many properties, enum values and characters of both."""
    names = [name for part in parts for name in _fields_of(part.schema)]
    values = [value for part in parts for value in part.schema.get("enum", ())]
    if len(names) > MOST_PROPERTIES:
        yield SchemaProblem("", f"it has more than {MOST_PROPERTIES} properties")
    if len(values) > MOST_ENUM_VALUES:
        yield SchemaProblem("", f"it has more than {MOST_ENUM_VALUES} enum values")
    if sum(len(str(text)) for text in (*names, *values)) > MOST_CHARACTERS:
        yield SchemaProblem("", f"its names and enum values are over {MOST_CHARACTERS} characters")


def _fields_of(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    fields = schema.get("properties")
    return fields if isinstance(fields, Mapping) else {}


def _parts(schema: Mapping[str, Any], pointer: str, level: int) -> Iterator[_Part]:
    """Yield the schema and all within it; names of fields are no keywords."""
    yield _Part(pointer, schema, level)
    for word, value in schema.items():
        place = f"{pointer}/{word}"
        if word in {"properties", "$defs", "definitions"} and isinstance(value, Mapping):
            inner = {f"{place}/{name}": part for name, part in value.items()}
        elif word in {"items", "prefixItems", "anyOf", "additionalProperties"}:
            several = isinstance(value, list)
            inner = {f"{place}/{n}": p for n, p in enumerate(value)} if several else {place: value}
        else:
            continue
        deeper = level + (word in {"properties", "items", "prefixItems"})
        for where, part in inner.items():
            if isinstance(part, Mapping):
                yield from _parts(part, where, deeper)
