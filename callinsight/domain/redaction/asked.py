"""Where digits are expected: who was asked for a number answers within the next turns."""

import re
from collections.abc import Container, Iterable
from typing import NamedTuple

from callinsight.domain.transcript import Turn

_SOCIAL = re.compile(
    r"\b(?:social(?!\s{1,3}(?:media|network|housing|worker|club))|ssn|s\.s\.n|itin|tax(?:payer)? id)\b",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"\b(?:(?:tele)?phone|cell|mobile|fax|callback|dial|(?:call|reach|text|ring) (?:me|you|us|back)"
    r"|number (?:can|should|may|shall) (?:we|i))\b",
    re.IGNORECASE,
)
_TURNS_FOR_SOCIALS = 8
_TURNS_FOR_PHONES = 3


class Asked(NamedTuple):
    """Turns in which nine digits are a social security number, and ten a phone number."""

    socials: Container[int]
    phones: Container[int]


def asked_in(turns: Iterable[Turn]) -> Asked:
    """Return where numbers are expected in a call."""
    socials: set[int] = set()
    phones: set[int] = set()
    for turn in turns:
        if _SOCIAL.search(turn.text):
            socials.update(range(turn.id, turn.id + _TURNS_FOR_SOCIALS + 1))
        if _PHONE.search(turn.text):
            phones.update(range(turn.id, turn.id + _TURNS_FOR_PHONES + 1))
    return Asked(socials, phones)
