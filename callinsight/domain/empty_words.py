"""Words that say nothing, where null is meant: `n/a` in a text would pass for an answer."""

from collections.abc import Mapping
from typing import Any

from callinsight.domain.schema_branches import branches

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
    forms = list(branches(schema, root))
    if isinstance(value, str):
        free = any("enum" not in b and "const" not in b for b in forms if _is(b, "string"))
        nullable = any(_is(form, "null") for form in forms)
        return None if free and nullable and value.strip().casefold() in _EMPTY else value
    if isinstance(value, Mapping):
        fields = {k: v for b in forms for k, v in b.get("properties", {}).items()}
        return {k: _cleaned(v, fields[k], root) if k in fields else v for k, v in value.items()}
    if isinstance(value, list):
        items: Mapping[str, Any] = next(
            (b["items"] for b in forms if isinstance(b.get("items"), Mapping)), {}
        )
        return [_cleaned(item, items, root) for item in value]
    return value


def _is(schema: Mapping[str, Any], kind: str) -> bool:
    kinds = schema.get("type")
    return kind in kinds if isinstance(kinds, list) else kind == kinds
