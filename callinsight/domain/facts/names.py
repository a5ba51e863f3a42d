"""Names as answers write them: behind a form of address, or in a field for names."""

import re
from collections.abc import Iterator

_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Herr|Frau|Monsieur|Madame)\b\.?\s+([^\W\d_][\w'-]*)")
# Fields of call_analysis.v1 whose whole text is a name.
_NAME_FIELDS = frozenset({"name"})


def names_in(field: str, text: str) -> Iterator[str]:
    """Yield names: what a field for names holds, and what follows a form of address."""
    if field in _NAME_FIELDS:
        yield text
    yield from _TITLED.findall(text)
