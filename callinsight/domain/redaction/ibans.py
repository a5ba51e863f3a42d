"""International bank account numbers, whole or letter by letter."""

import re
from collections.abc import Iterator, Sequence

from callinsight.domain.redaction.digits import Token, is_near
from callinsight.domain.redaction.found import Found

# By country, as of the registry of SWIFT.
_REGISTRY = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 "
    "DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 "
    "IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 "
    "MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 "
    "SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 "
)
_LENGTHS = {
    country: int(length)
    for country, length in re.findall(r"(\D\D)(\d\d)", _REGISTRY.replace(" ", ""))
}
_CODE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]+")
_HEAD = 2
_WRITTEN_SMALL = {(0, 2), (4, 4)}  # by place and length, even where all is written in small letters
_LEAST_DIGITS = 10  # words that follow each other are none, whatever their letters add up to


def ibans_in(text: str, tokens: Sequence[Token]) -> Iterator[Found]:
    """Find numbers that have their country's length and pass the test of their check digits."""
    for first in range(len(tokens)):
        if (found := _from(text, tokens, first)) is not None:
            yield found


def is_iban(code: str) -> bool:
    """Say whether a code without blanks is an account number."""
    if _LENGTHS.get(code[:_HEAD]) != len(code) or _CODE.fullmatch(code) is None:
        return False
    if sum(char.isdecimal() for char in code) < _LEAST_DIGITS:
        return False
    return int("".join(str(int(char, 36)) for char in code[4:] + code[:4])) % 97 == 1


def _is_word(token: Token, place: int) -> bool:
    """Say whether a token is a word that has no place in a number: a bank's code is, its country's is."""
    is_plain = token.digits is None and token.text.isalpha() and not token.text.isupper()
    return is_plain and len(token.text) > 1 and (place, len(token.text)) not in _WRITTEN_SMALL


def _from(text: str, tokens: Sequence[Token], first: int) -> Found | None:
    """Return the number that begins with a token; a country's two letters may be said apart."""
    code = ""
    for place in range(first, len(tokens)):
        if place > first and not is_near(text, tokens[place - 1], tokens[place]):
            return None
        token = tokens[place]
        if _is_word(token, len(code)):
            return None
        letters = len(code) < _HEAD or token.digits is None  # an O of a country is no naught
        code += token.text.upper() if letters else token.digits or ""
        length = _LENGTHS.get(code[:_HEAD])
        if len(code) >= _HEAD and (length is None or len(code) > length):
            return None
        if is_iban(code):
            return Found(tokens[first].start, token.end, "iban", code)
    return None
