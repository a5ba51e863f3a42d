"""Words that say nothing, where null is meant: `n/a` in a text would pass for an answer."""

from collections.abc import Mapping
from typing import Any

_EMPTY = frozenset(
    [
        "",
        "-",
        "n/a",
        "na",
        "n.a.",
        "none",
        "null",
        "unknown",
        "not applicable",
        "not available",
        "not mentioned",
        "not specified",
        "not stated",
        "keine angabe",
        "k. a.",
    ]
)


def without_empty_words(answer: Any, schema: Mapping[str, Any]) -> Any:
    """Return an answer with null for texts that say nothing, wherever its schema allows null.

    A value that the schema lists, such as a level `none`, is one.
    """
    return _cleaned(answer, schema, schema)


def _cleaned(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    branches = _branches(schema, root)
    if isinstance(value, str):
        free = any("enum" not in b and "const" not in b for b in branches if _is(b, "string"))
        nullable = any(_is(branch, "null") for branch in branches)
        return None if free and nullable and value.strip().casefold() in _EMPTY else value
    if isinstance(value, Mapping):
        fields = {k: v for b in branches for k, v in b.get("properties", {}).items()}
        return {k: _cleaned(v, fields[k], root) if k in fields else v for k, v in value.items()}
    if isinstance(value, list):
        items: Mapping[str, Any] = next(
            (b["items"] for b in branches if isinstance(b.get("items"), Mapping)), {}
        )
        return [_cleaned(item, items, root) for item in value]
    return value


def _branches(schema: Mapping[str, Any], root: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what a value may be: the schema itself, and all alternatives behind it."""
    found: list[Mapping[str, Any]] = [schema]
    if isinstance(schema.get("$ref"), str):
        found += _branches(_referenced(schema["$ref"], root), root)
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        found += _branches(part, root)
    return found


def _referenced(pointer: str, root: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Any = root
    for name in pointer.removeprefix("#").strip("/").split("/"):
        if name:
            found = found[name.replace("~1", "/").replace("~0", "~")]
    return found if isinstance(found, Mapping) and found is not root else {}


def _is(schema: Mapping[str, Any], kind: str) -> bool:
    kinds = schema.get("type")
    return kind in kinds if isinstance(kinds, list) else kind == kinds
