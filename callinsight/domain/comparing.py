"""Two documents compared field by field: versions of a profile, or answers about a call."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import JsonValue

from callinsight.domain.model import Stored


class Difference(Stored):
    """One place in which two documents differ; what one of them lacks is null."""

    pointer: str
    change: Literal["added", "removed", "changed", "reordered"]
    before: JsonValue = None
    after: JsonValue = None


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], pointer: str = ""
) -> Iterator[Difference]:
    """Yield what differs, in the order of the documents: objects by field, lists by name.

    Entries of a list that have names are fields of it, such as `/checks/greeting`; any other list is
    one value.
    """
    for name in (*before, *(name for name in after if name not in before)):
        place = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        if name not in after:
            yield Difference(pointer=place, change="removed", before=before[name])
        elif name not in before:
            yield Difference(pointer=place, change="added", after=after[name])
        else:
            yield from _of_values(before[name], after[name], place)


def _of_values(before: Any, after: Any, place: str) -> Iterator[Difference]:
    before, after = _by_name(before), _by_name(after)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from differences(before, after, place)
        if before.keys() == after.keys() and list(before) != list(after):
            yield Difference(
                pointer=place, change="reordered", before=list(before), after=list(after)
            )
        return
    before, after = _listed(before), _listed(after)
    if json.dumps(before) != json.dumps(after):  # true is not 1
        yield Difference(pointer=place, change="changed", before=before, after=after)


class _Named(dict[str, Any]):
    """Entries of a list, by their names."""


def _by_name(value: Any) -> Any:
    if not isinstance(value, list) or not value:
        return value
    named = {
        entry["name"]: entry
        for entry in value
        if isinstance(entry, Mapping) and isinstance(entry.get("name"), str)
    }
    return _Named(named) if len(named) == len(value) else value


def _listed(value: Any) -> Any:
    return list(value.values()) if isinstance(value, _Named) else value
