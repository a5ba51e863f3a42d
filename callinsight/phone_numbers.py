"""Phone numbers: which digits are one is known for every country (libphonenumber's tables)."""

from collections.abc import Iterator, Sequence

from phonenumbers import (
    Leniency,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    format_number,
)

from callinsight.domain.redaction.digits import Run
from callinsight.domain.redaction.found import Found

# Shorter ones are of a town, and are said of many other things.
_LENGTHS = range(8, 16)


def phones_in(text: str, runs: Sequence[Run], regions: Sequence[str]) -> Iterator[Found]:
    """Find numbers that a phone could have, with their country's code or in one of the regions."""
    for region in regions:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID, max_tries=len(text)):
            written = format_number(match.number, PhoneNumberFormat.E164)
            yield Found(match.start, match.end, "phone", written)
    for run in runs:
        if len(run.digits) in _LENGTHS and (number := _number(text, run, regions)) is not None:
            yield Found(run.start, run.end, "phone", number)


def _number(text: str, run: Run, regions: Sequence[str]) -> str | None:
    """Return the number that a run's digits are when they are written side by side."""
    plus = text[: run.start].rstrip().casefold().endswith(("+", "plus"))
    digits = ("+" if plus else "") + run.digits
    for region in regions:
        for match in PhoneNumberMatcher(digits, region, leniency=Leniency.VALID):
            if match.raw_string == digits:
                return str(format_number(match.number, PhoneNumberFormat.E164))
    return None
