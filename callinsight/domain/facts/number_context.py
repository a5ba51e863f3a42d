"""Does a number without a unit stand alone, or does it count or name something?

`How much? - Five hundred.` stands alone, so it may be an amount; `500 units`, `order 500` and
`42 Main Street` do not. What follows is judged in English only.
"""

import re


def _words(text: str) -> list[str]:
    return text.split()


_LABELS = frozenset(
    _words(
        "number no nr nº # zip postcode room extension ext pin case ticket flight suite apartment apt "
        "gate page order account invoice policy claim reference ref code id unit building floor route "
        "highway channel version model nummer número numero numéro"
    )
)
_COPULAS = frozenset(_words("is was it's its it ist es está est è é is:"))
_FUNCTION_WORDS = frozenset(
    _words(
        "and or to for a an per each every is was were will would in on at by from the this that these "
        "i you we they he she it my your our so if but because then than plus minus off back more less "
        "extra total in all altogether monthly weekly yearly annually today tomorrow tonight now right "
        "okay ok yes yeah no please thanks thank sir ma'am madam only just about with without before "
        "after until not do did does can could should which when what how where why also too again "
        "once twice instead out down up over flat even here there well um uh sorry as correct exactly "
        "upfront something or fee fees charge charges refund bill payment payments deposit discount "
        "credit balance limit price cost bonus fine penalty installment installments i'm i'll it's "
        "that's you're we'll be are has have had got get went maybe like let me us them him"
    )
)
_BEFORE = re.compile(r"([^\W\d_][\w']*|#)[\s:]*(?:([^\W\d_][\w']*)[\s:]*)?$")
_ENDS_IN = re.compile(r"\bend(?:s|ing) (?:in|with) $", re.IGNORECASE)
_AFTER = re.compile(r"[\s-]*([^\W\d_][\w']*)")


def is_counted(text: str, start: int, end: int, language: str | None) -> bool:
    """Say whether a number has a label before it, or a noun behind it."""
    before = _BEFORE.search(text[max(0, start - 40) : start])
    if before:
        first, second = (before[1] or "").casefold(), (before[2] or "").casefold()
        if _is_label(second or first) or (second in _COPULAS and _is_label(first)):
            return True
    if _ENDS_IN.search(text[max(0, start - 12) : start]):
        return True
    after = _AFTER.match(text, end)
    if language not in {None, "en"} or after is None:
        return False
    return not is_function_word(after[1])


def _is_label(word: str) -> bool:
    return word in _LABELS or word.endswith("nummer")


def is_function_word(word: str) -> bool:
    """Say whether an English word is no thing that could be counted."""
    return word.casefold() in _FUNCTION_WORDS
