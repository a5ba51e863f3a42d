"""Cards and social security numbers, by their digits."""

import re
from collections.abc import Iterator

from callinsight.domain.redaction.digits import Run, windows
from callinsight.domain.redaction.found import Found

_CARD_LENGTHS = range(13, 20)
_USUAL_LENGTHS = (15, 16)
# First digits and lengths of the schemes; only these are looked for within longer numbers.
_SCHEMES = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]\d\d|2[2-7]\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}"
    r"|(?:6011|64[4-9]\d|65\d\d|62\d\d|81\d\d|35\d\d)\d{12,15}|(?:5[06-9]|6\d)\d{11,17}"
)
# A number of Social Security, or of a taxpayer who has none (ITIN).
_SOCIAL = re.compile(
    r"(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}|9\d\d(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\d{4}"
)
# What has its name is none, whatever its groups are.
_OTHER_NUMBER = re.compile(
    r"\b(?:order|case|ups|fedex|dhl|invoice|ticket|reference|ref|tracking|confirmation|booking|claim"
    r"|policy|serial|model|part|account)\W{1,3}(?:(?:number|no|id|is)\W{1,3}){0,2}$",
    re.IGNORECASE,
)
_WORDS_BEFORE = 60
_SOCIAL_LENGTH = 9
_SOCIAL_GROUPS = (3, 2, 4)


def cards_in(run: Run) -> Iterator[Found]:
    """Find numbers that pass Luhn's test: a whole run, or what begins like a card within one."""
    for part in windows(run, _CARD_LENGTHS):
        digits = part.digits
        if is_luhn(digits) and (part == run or _SCHEMES.fullmatch(digits)):
            yield Found(part.start, part.end, "card", digits)


def broken_cards_in(run: Run) -> Iterator[Found]:
    """Find cards of the usual lengths: with more words in between, shorter ones are often none."""
    yield from (found for found in cards_in(run) if len(found.value) in _USUAL_LENGTHS)


def is_luhn(digits: str) -> bool:
    """Say whether the last digit is the one that follows from the others; naughts alone are none."""
    doubled = (str(2 * int(digit)) for digit in digits[-2::-2])
    total = sum(map(int, "".join(doubled))) + sum(map(int, digits[::-2]))
    return total % 10 == 0 and any(digit != "0" for digit in digits)


def socials_in(text: str, run: Run, *, asked: bool) -> Iterator[Found]:
    """Find numbers in groups of 3, 2 and 4, or said digit by digit; any nine digits if asked for."""
    for part in windows(run, range(_SOCIAL_LENGTH, _SOCIAL_LENGTH + 1)):
        expected = asked or (
            (_is_grouped(part) or _is_told(part, run)) and not is_named(text, part)
        )
        if expected and _SOCIAL.fullmatch(part.digits):
            yield Found(part.start, part.end, "ssn", part.digits)


def _is_grouped(part: Run) -> bool:
    return tuple(len(token.digits or "") for token in part.tokens) == _SOCIAL_GROUPS


def _is_told(part: Run, run: Run) -> bool:
    return part == run and part.is_said_by_digit and not part.is_of_years


def is_named(text: str, part: Run) -> bool:
    """Say whether digits are called an order, a case, or another thing that nobody hides."""
    before = text[max(part.start - _WORDS_BEFORE, 0) : part.start]
    return _OTHER_NUMBER.search(before) is not None
