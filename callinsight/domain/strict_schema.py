"""The subset of JSON Schema that OpenAI can enforce while a model writes ("strict").

Source: OpenAI, "Structured outputs", supported schemas; every object must be closed and require
all of its fields.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from callinsight.domain.schema_branches import kinds_of
from callinsight.domain.schema_depth import depth_of

# All words it knows: a request with any other one is refused.
_WORDS = frozenset(
    [
        "$defs",
        "$ref",
        "$schema",
        "additionalProperties",
        "anyOf",
        "const",
        "definitions",
        "description",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "items",
        "maximum",
        "maxItems",
        "minimum",
        "minItems",
        "multipleOf",
        "pattern",
        "properties",
        "required",
        "title",
        "type",
    ]
)
_DEFINITIONS = ("$defs", "definitions")
_FORMATS = frozenset(
    ["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uuid"]
)
MOST_PROPERTIES = 5_000
MOST_LEVELS = 10
MOST_CHARACTERS = 120_000
MOST_ENUM_VALUES = 1_000
MANY_ENUM_VALUES = 250  # of one enum: so many may be as long as they like
MOST_CHARACTERS_OF_MANY = 15_000


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
    if schema.get("type") != "object" or "anyOf" in schema:
        yield SchemaProblem("", "the whole must be of type object, without alternatives")
    for part in parts:
        yield from _problems_of(part)
    yield from _size_problems(parts)
    if depth_of(schema) > MOST_LEVELS and all(part.level <= MOST_LEVELS for part in parts):
        yield SchemaProblem(
            "", f"with all that it refers to, it is deeper than {MOST_LEVELS} levels"
        )


def _problems_of(part: _Part) -> Iterator[SchemaProblem]:
    pointer, schema, level = part
    for word in schema:
        if word not in _WORDS:
            yield SchemaProblem(f"{pointer}/{word}", f"{word} cannot be enforced")
    if level > MOST_LEVELS:
        yield SchemaProblem(pointer, f"it lies deeper than {MOST_LEVELS} levels")
    yield from _problems_of_kind(pointer, schema)
    kinds = kinds_of(schema)
    if "array" in kinds and not isinstance(schema.get("items"), Mapping):
        yield SchemaProblem(pointer, "an array must say what its items are")
    if "object" in kinds or "properties" in schema:
        yield from _problems_of_object(pointer, schema)


def _problems_of_kind(pointer: str, schema: Mapping[str, Any]) -> Iterator[SchemaProblem]:
    """A value must have a type, alternatives, or a definition that stands alone."""
    if "$ref" in schema:
        if pointer and len(schema) > 1:
            yield SchemaProblem(f"{pointer}/$ref", "beside a $ref nothing else may stand")
    elif not {"type", "anyOf"} & schema.keys():
        yield SchemaProblem(pointer, "it needs a type")
    if schema.get("format", "date") not in _FORMATS:
        yield SchemaProblem(f"{pointer}/format", "this format cannot be enforced")
    values = schema.get("enum", ())
    if len(values) > MANY_ENUM_VALUES and _length(values) > MOST_CHARACTERS_OF_MANY:
        yield SchemaProblem(
            f"{pointer}/enum",
            f"over {MANY_ENUM_VALUES} values may have {MOST_CHARACTERS_OF_MANY} characters at most",
        )


def _problems_of_object(pointer: str, schema: Mapping[str, Any]) -> Iterator[SchemaProblem]:
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
    names = [name for part in parts for name in _named_in(part.schema, "properties")]
    definitions = [
        name for part in parts for word in _DEFINITIONS for name in _named_in(part.schema, word)
    ]
    values = [value for part in parts for value in part.schema.get("enum", ())]
    constants = [part.schema["const"] for part in parts if "const" in part.schema]
    if len(names) > MOST_PROPERTIES:
        yield SchemaProblem("", f"it has more than {MOST_PROPERTIES} properties")
    if len(values) > MOST_ENUM_VALUES:
        yield SchemaProblem("", f"it has more than {MOST_ENUM_VALUES} enum values")
    if _length([*names, *definitions, *values, *constants]) > MOST_CHARACTERS:
        yield SchemaProblem("", f"its names and enum values are over {MOST_CHARACTERS} characters")


def _length(texts: Iterable[Any]) -> int:
    return sum(len(str(text)) for text in texts)


def _named_in(schema: Mapping[str, Any], word: str) -> Mapping[str, Any]:
    named = schema.get(word)
    return named if isinstance(named, Mapping) else {}


def _parts(schema: Mapping[str, Any], pointer: str, level: int) -> Iterator[_Part]:
    """Yield the schema and all within it; names of fields are no keywords."""
    yield _Part(pointer, schema, level)
    for word, value in schema.items():
        place = f"{pointer}/{word}"
        if word in {"properties", *_DEFINITIONS} and isinstance(value, Mapping):
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
