"""What versions of a profile tell of the values that labels are about."""

from collections.abc import Iterable

from callinsight.domain.answer_form import form_at
from callinsight.domain.profile import Profile
from callinsight.domain.question import answer_schema
from callinsight.domain.value_form import ValueForm


def forms_of(pointers: Iterable[str], *versions: Profile) -> dict[str, ValueForm]:
    """Return the form of each value, by the first of the versions that has it."""
    schemas = [answer_schema(version) for version in reversed(versions)]
    found = ((pointer, form_at(schema, pointer)) for schema in schemas for pointer in pointers)
    return {pointer: ValueForm.of(form, form) for pointer, form in found if form is not None}
