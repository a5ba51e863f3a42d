"""Names as answers write them: behind a form of address, a role, or in a field for names."""

import re
from collections.abc import Iterator

from callinsight.domain.facts.dates import MONTHS, WEEKDAYS

_TITLES = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Doktor|Prof|Professor|Sir|Madam|Officer|Captain|Judge|Herr|Frau|Monsieur|Madame|"
    "Mademoiselle|Mme|Mlle|Señor|Señora|Señorita|Sr|Sra|Srta|Don|Doña|Signor|Signora|Signorina|Sig|"
    "Dott|Senhor|Senhora|Dona|Meneer|Mevrouw|Dhr|Mevr"
)
_ROLES = (
    "customer|caller|agent|representative|client|patient|manager|supervisor|technician|advisor|"
    "adviser|colleague|member|husband|wife|daughter|son|brother|sister|friend|boss|cliente|clienta|"
    "agente|asesor|asesora|señor|señora|cliente|conseiller|conseillère|klant|medewerker|atendente"
)
_NAMED = (
    r"(?:named|name is|name's|called (?:himself|herself)|(?:him|her)self as|namens|heißt|"
    r"se llama|s'appelle|si chiama|chamad[oa]|genaamd)"
)
_NAME = r"([^\W\d_a-zß-ÿ][\w'\u2019-]*(?:\s+[^\W\d_a-zß-ÿ][\w'\u2019-]*){0,3})"
_PATTERNS = (
    re.compile(rf"\b(?:{_TITLES})\b\.?\s+{_NAME}"),
    re.compile(rf"\b(?:{_ROLES}),?\s+{_NAME}"),
    re.compile(rf"\b{_NAMED}\s+{_NAME}"),
)
_TITLE = re.compile(rf"^(?:(?:{_TITLES})\b\.?\s*)+")
# Fields whose whole text is a name: `name` of call_analysis.v1, and those of a profile's own schema.
_NAME_FIELD = re.compile(
    r"(?:.*_)?(?:customer|caller|agent|client|patient|person|first|last|full|family|contact|member|"
    r"representative|manager|supervisor|company|competitor|product|holder)_name|name"
)
_NO_NAMES = frozenset({*MONTHS, *WEEKDAYS, "i"})


def names_in(field: str, text: str) -> Iterator[str]:
    """Yield names: what a field for names holds, and what follows a form of address or a role."""
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", field).casefold()
    if _NAME_FIELD.fullmatch(snake):
        yield _TITLE.sub("", text)
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            name = _TITLE.sub("", _without_days(found[1]))
            if name and not name.isupper():
                yield name


def _without_days(name: str) -> str:
    """`the customer Friday` tells a day and no name."""
    words = name.split()
    days = [place for place, word in enumerate(words) if word.casefold() in _NO_NAMES]
    return " ".join(words[: days[0]] if days else words)
