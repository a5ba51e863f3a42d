"""Which parts of an answer have a column of their own: each that a person would chart."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from callinsight.domain.call_analysis import UNANSWERABLE
from callinsight.domain.schema_branches import branches, kinds_of

Steps = tuple[str, ...]
_DEEPEST = 3  # names of fields on the way to a column
_ONE_TEXT = ("text", "label", "title")  # what an entry of a list is called by


def columns_of(schema: Mapping[str, Any]) -> Iterator[Steps]:
    """Yield the way to each column of answers that fit a schema, in its order.

    Texts, numbers and yes or no have one, wherever they lie in objects; so do claims and lists that
    are fields of the whole. What else lies in objects is left out: evidence, lists, open objects.
    """
    for name, form in schema.get("properties", {}).items():
        if name != UNANSWERABLE:
            yield from _below((name,), form, schema)


def _below(steps: Steps, form: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Steps]:
    forms = list(branches(form, root))
    objects = [each["properties"] for each in forms if each.get("properties")]
    kinds = frozenset[str]().union(*map(kinds_of, forms))
    is_claim = any("quote" in fields for fields in objects)
    if len(objects) == 1 and not is_claim and len(steps) < _DEEPEST:
        for name, inner in objects[0].items():
            yield from _below((*steps, name), inner, root)
    elif len(steps) == 1 or not (objects or kinds & {"array", "object"}):
        yield steps


def value_of(answers: Mapping[str, Any], steps: Steps) -> Any:
    """Return the value a column shows; None where there is none."""
    value: Any = answers
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def cell_of(answer: Any) -> Any:
    """Return an answer as a person would write it into a cell."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, list):
        return "; ".join(str(cell_of(item)) for item in answer if item is not None)
    if isinstance(answer, dict):
        texts = (answer[name] for name in _ONE_TEXT if isinstance(answer.get(name), str))
        return next(texts, None) or json.dumps(answer, ensure_ascii=False)
    return answer


def without_columns(answers: Mapping[str, Any], shown: Iterable[Steps]) -> dict[str, Any]:
    """Return what of the answers no column shows; objects of which nothing is left are left out."""
    first, deeper = set[str](), dict[str, list[Steps]]()
    for name, *rest in shown:
        if rest:
            deeper.setdefault(name, []).append(tuple(rest))
        else:
            first.add(name)
    left = dict[str, Any]()
    for name in (name for name in answers if name not in first):
        value = answers[name]
        if name in deeper and isinstance(value, Mapping):
            value = without_columns(value, deeper[name])
        if value or name not in deeper:
            left[name] = value
    return left
