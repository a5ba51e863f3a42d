"""Facts in a model's answers: amounts, dates, times, phone numbers and names must have been said.

A number counts as said if one of the ways to read what was said has its value: `nineteen ninety
nine` is 1999 and 19.99, `four four one nine` is 4419. What it counts must have been said of it,
too, or nothing at all. Numbers of one digit that count no money, no time and no per cent are not
looked at: a model may count. Names are looked at where the answer says that something is one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

from callinsight.domain.facts.measures import with_percent
from callinsight.domain.facts.mentions import is_entity, unsaid_mentions
from callinsight.domain.facts.money_fields import families_of_field
from callinsight.domain.facts.names import names_in
from callinsight.domain.facts.numerals import plain_digits
from callinsight.domain.facts.spoken_call import SpokenCall
from callinsight.domain.facts.unsaid import unsaid_amount, unsaid_in
from callinsight.domain.findings import Finding, UnsaidReason
from callinsight.domain.language import language_code
from callinsight.domain.transcript import Transcript
from callinsight.spoken_numbers import in_digits

# A quote is checked as one; what these hold is no text about the call, or not its words.
_NOT_CHECKED = frozenset(
    {"quote", "normalised", "id", "path", "problem", "said_by", "unanswerable", "disposition_code"}
    | {"rule"}  # the profile's words
)
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_NUMBER = re.compile(r"\s*\d[\d.,']*\s*")
# What text2num leaves as it is, or takes apart.
_IN_OTHER_WORDS = [
    (re.compile(pattern, re.IGNORECASE), number)
    for pattern, number in {
        r"\bhalf a million\b": "500000",
        r"\bquarter (?:of a )?million\b": "250000",
        r"\b(?:eineinhalb|anderthalb)\b": "1,5",
        r"\bzweieinhalb\b": "2,5",
        r"\bdreieinhalb\b": "3,5",
        r"\bhalf(?=(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)\b)": "half ",
    }.items()
]
_SPANISH_CENTS = re.compile(r"(\d) con (?=\d\d\b)")


def unsaid_facts(answers: Any, transcript: Transcript) -> Iterator[Finding]:
    """Yield a finding for each fact in the answers that no turn holds, one per answer and kind."""
    language = language_code(transcript.language) or "en"
    call = SpokenCall(transcript, language, partial(with_digits, language=language))
    for path, reason in _unsaid_facts(answers, call):
        yield Finding(kind="fact_not_in_call", path=path, reason=reason)


def _unsaid_facts(answers: Any, call: SpokenCall) -> Iterator[tuple[str, UnsaidReason]]:
    for path, field, value in _values(answers):
        for reason in _unsaid(field, value, call):
            yield path, reason
    if isinstance(answers, Mapping):
        yield from unsaid_mentions(answers, call)


def _unsaid(field: str, value: str | int | float, call: SpokenCall) -> Iterator[UnsaidReason]:
    families = families_of_field(field)
    is_number = not isinstance(value, str) or _NUMBER.fullmatch(value)
    if families and is_number:
        if unsaid_amount(str(value), families, call.heard, call.language):
            yield "amount_not_said"
    elif isinstance(value, str):
        if not all(map(call.has_name, names_in(field, value))):
            yield "name_not_said"
        yield from unsaid_in(call.in_digits(value), call.heard, call.language)


@lru_cache(maxsize=4096)
def with_digits(text: str, language: str) -> str:
    """Return a text in which every number word is a number, also in `thirty-day`."""
    plain = with_percent(_HYPHEN.sub(" ", plain_digits(text)))
    for pattern, number in _IN_OTHER_WORDS:
        plain = pattern.sub(number, plain)
    return _SPANISH_CENTS.sub(r"\1 ", in_digits(plain, language))


def _values(value: Any, path: str = "", field: str = "") -> Iterable[tuple[str, str, Any]]:
    """Yield every text and number of the answers: its path, the name of its field, and itself.

    What must stand in one turn letter by letter is looked at by itself.
    """
    if isinstance(value, Mapping) and not is_entity(value):
        for name, inner in value.items():
            if name not in _NOT_CHECKED:
                yield from _values(inner, f"{path}/{name}", str(name))
    elif isinstance(value, list) and path != "/key_phrases":
        for number, inner in enumerate(value):
            yield from _values(inner, f"{path}/{number}", field)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield path, field, value
