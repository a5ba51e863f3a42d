"""What the schema tells of a value, as far as two of them are compared by it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from callinsight.domain.schema_branches import branches, kinds_of

_NUMBERS = {"number", "integer"}


class ValueForm(NamedTuple):
    """A schema with all it stands for; none is known of a value that may be anything."""

    forms: tuple[Mapping[str, Any], ...] = ()
    root: Mapping[str, Any] = {}

    @classmethod
    def of(cls, schema: Mapping[str, Any], root: Mapping[str, Any]) -> "ValueForm":
        """Return the form of a schema, which may refer to definitions of the root."""
        return cls(tuple(branches(schema, root)), root)

    @property
    def is_listed(self) -> bool:
        """Whether the schema lists the texts there may be: one of them is no half of another."""
        texts = [form for form in self.forms if "string" in kinds_of(form)]
        return bool(texts) and all("enum" in form or "const" in form for form in texts)

    @property
    def span(self) -> float | None:
        """How far two numbers may lie apart; None if that is open."""
        numbers = [form for form in self.forms if kinds_of(form) & _NUMBERS]
        if len(numbers) != 1:
            return None
        lowest, highest = numbers[0].get("minimum"), numbers[0].get("maximum")
        if lowest is None or highest is None or highest <= lowest:
            return None
        return float(highest - lowest)

    @property
    def has_places(self) -> bool:
        """Whether it is a list of fixed length: each place of it means something else."""
        lists = [form for form in self.forms if "array" in kinds_of(form)]
        sizes = {(form.get("minItems"), form.get("maxItems")) for form in lists}
        return len(sizes) == 1 and all(least == most is not None for least, most in sizes)

    def field(self, name: str) -> "ValueForm":
        """Return the form of an object's field."""
        for form in self.forms:
            inner = form.get("properties", {}).get(name)
            if isinstance(inner, Mapping):
                return ValueForm.of(inner, self.root)
        return ANYTHING

    def entry(self) -> "ValueForm":
        """Return the form of a list's entries."""
        for form in self.forms:
            if isinstance(form.get("items"), Mapping):
                return ValueForm.of(form["items"], self.root)
        return ANYTHING


ANYTHING = ValueForm()
