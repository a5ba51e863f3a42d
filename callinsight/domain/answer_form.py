"""The form of an answer: the part of a profile's schema that a person's correction has to fit."""

from collections.abc import Iterator, Mapping
from typing import Any

from callinsight.domain.golden import steps_of
from callinsight.domain.schema_branches import branches

# A person says what matters of a claim; where it was said and how sure the model was is the model's.
_ONLY_OF_MODELS = {"required", "additionalProperties"}
_NAMED_SCHEMAS = {"properties", "$defs", "definitions"}


def form_at(schema: Mapping[str, Any], pointer: str) -> dict[str, Any] | None:
    """Return the schema of the value a pointer leads to, with no field required; None: nowhere.

    `schema` is that of all answers; it may refer to definitions of its own.
    """
    found = [dict(schema)]
    for step in steps_of(pointer):
        found = [inner for each in found for inner in _below(each, step, schema)]
    if not found:
        return None
    definitions = {name: schema[name] for name in ("$defs", "definitions") if name in schema}
    loosened: dict[str, Any] = _loosened({"anyOf": found, **definitions})
    return loosened


def _below(schema: Mapping[str, Any], name: str, root: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the schemas of one field, of every form its object may have; {}: it may be anything."""
    for form in branches(schema, root):
        if name in form.get("properties", {}):
            yield form["properties"][name]
        elif "object" in form.get("type", ()) and form.get("additionalProperties") is not False:
            others = form.get("additionalProperties")
            yield others if isinstance(others, Mapping) else {}


def _loosened(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_loosened(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        word: {name: _loosened(part) for name, part in value.items()}
        if word in _NAMED_SCHEMAS
        else _loosened(value)
        for word, value in schema.items()
        if word not in _ONLY_OF_MODELS
    }
