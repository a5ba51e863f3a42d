"""What two versions of a profile say differently of the same calls; nobody needs to know what is right."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any

from pydantic import Field, JsonValue

from callinsight.domain.agreement import agreement
from callinsight.domain.cost import total_usd
from callinsight.domain.model import Stored
from callinsight.domain.value_form import ANYTHING, ValueForm
from callinsight.domain.version_report import Outcome


class AnswerChange(Stored):
    """One place of one call where the versions say different things."""

    call_id: str
    pointer: str
    before: JsonValue
    after: JsonValue
    f1: float = Field(description="how far the two agree, as in an evaluation")


class FieldChanges(Stored):
    """In how many calls one place differs; `agreement` is the mean over all calls compared."""

    pointer: str
    changed: int
    agreement: float


class VersionChanges(Stored):
    """Two versions over a set of calls, field by field."""

    profile_id: str
    before: int
    after: int
    calls: int = Field(description="of which both versions have answers")
    left_out: int = Field(description="calls of which one has none")
    unchanged: int = Field(description="calls of which both say the same")
    before_cost_usd: float | None
    after_cost_usd: float | None
    fields: tuple[FieldChanges, ...] = Field(description="what differs most often first")
    changes: tuple[AnswerChange, ...]


def changes_between(
    before: tuple[int, Sequence[Outcome]],
    after: tuple[int, Sequence[Outcome]],
    *,
    profile_id: str,
    asked_about: int,
    form: ValueForm = ANYTHING,
) -> VersionChanges:
    """Return what differs in the answers of two versions, of the calls that both have answers of."""
    old, new = (
        {each.call_id: each for each in told if each.answers} for _, told in (before, after)
    )
    both = [call_id for call_id in old if call_id in new]
    changes = [
        AnswerChange(call_id=call_id, pointer=pointer, before=was, after=now, f1=f1)
        for call_id in both
        for pointer, was, now, f1 in _changed(old[call_id].answers, new[call_id].answers, form)
    ]
    return VersionChanges(
        profile_id=profile_id,
        before=before[0],
        after=after[0],
        calls=len(both),
        left_out=asked_about - len(both),
        unchanged=len(both) - len({change.call_id for change in changes}),
        before_cost_usd=total_usd(old[call_id].cost_usd for call_id in both),
        after_cost_usd=total_usd(new[call_id].cost_usd for call_id in both),
        fields=tuple(_by_field(changes, len(both))),
        changes=tuple(changes),
    )


def _changed(
    before: Any, after: Any, form: ValueForm, pointer: str = ""
) -> Iterator[tuple[str, Any, Any, float]]:
    """Yield what differs, in objects field by field; claims and lists are values."""
    if _has_fields(before) and _has_fields(after):
        for name in dict.fromkeys((*before, *after)):
            place = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            yield from _changed(before.get(name), after.get(name), form.field(name), place)
        return
    found = agreement(before, after, form)
    if not found.exact:
        yield pointer, before, after, found.f1


def _has_fields(value: Any) -> bool:
    return isinstance(value, Mapping) and "quote" not in value


def _by_field(changes: Iterable[AnswerChange], calls: int) -> list[FieldChanges]:
    by_pointer = dict[str, list[float]]()
    for change in changes:
        by_pointer.setdefault(change.pointer, []).append(change.f1)
    rows = [
        FieldChanges(
            pointer=pointer,
            changed=len(shares),
            agreement=fmean([*shares, *[1.0] * (calls - len(shares))]),
        )
        for pointer, shares in by_pointer.items()
    ]
    return sorted(rows, key=lambda row: (-row.changed, row.agreement, row.pointer))
