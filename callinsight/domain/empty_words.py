"""Words that say nothing, where null is meant: `n/a` in a text would pass for an answer."""

from collections.abc import Mapping
from typing import Any

from callinsight.domain.saying_nothing import says_nothing
from callinsight.domain.schema_branches import branches, kinds_of

_WHAT_IT_IS = ("text", "label")  # without it, an entry of a list or a claim is none


def without_empty_words(answer: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer with null for texts that say nothing; lists lose such entries.

    Also where the schema knows no null: what a model cannot leave open, it writes in such words. A
    value that the schema lists, such as a level `none`, is one, and a quote is what was said.
    """
    return _fields(answer, schema, schema)


def _cleaned(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    forms = list(branches(schema, root))
    if isinstance(value, str):
        texts = [form for form in forms if "string" in kinds_of(form)]
        is_free = any("enum" not in form and "const" not in form for form in texts)
        return None if is_free and says_nothing(value) else value
    if isinstance(value, Mapping):
        cleaned = _fields(value, schema, root)
        is_lost = "quote" in value and _lost(value, cleaned, "text")
        return None if is_lost else cleaned
    if isinstance(value, list):
        items: Mapping[str, Any] = next(
            (form["items"] for form in forms if isinstance(form.get("items"), Mapping)), {}
        )
        entries = ((entry, _cleaned(entry, items, root)) for entry in value)
        return [cleaned for entry, cleaned in entries if not _is_empty(entry, cleaned)]
    return value


def _fields(
    value: Mapping[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any]
) -> dict[str, Any]:
    forms = branches(schema, root)
    known = {name: part for form in forms for name, part in form.get("properties", {}).items()}
    return {
        name: _cleaned(part, known[name], root) if name in known and name != "quote" else part
        for name, part in value.items()
    }


def _is_empty(entry: Any, cleaned: Any) -> bool:
    """Say whether an entry of a list was only words that say nothing."""
    if isinstance(entry, Mapping) and isinstance(cleaned, Mapping):
        return any(_lost(entry, cleaned, name) for name in _WHAT_IT_IS)
    return cleaned is None and entry is not None


def _lost(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    return before.get(name) is not None and after.get(name) is None
