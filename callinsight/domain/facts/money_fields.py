"""Fields of a profile's own schema that hold an amount, by their names: `fee_usd`, `totalCost`."""

import re

from callinsight.domain.facts.measures import CENT, CURRENCIES, PERCENT, family_of

_AMOUNT_WORDS = (
    "amount price fee fees cost costs total balance refund payment deposit discount charge charges "
    "betrag preis kosten gebühr importe precio coste montant prix frais importo prezzo"
)
# A total of calls, the number of a payment or the days until a refund are no money.
_OTHER_WORDS = (
    "count counts number id calls call questions turns items score level index code center centre "
    "days day weeks months month years minutes seconds hours date time confidence points units "
    "quantity reason type status method words"
)
_AMOUNTS, _OTHERS = frozenset(_AMOUNT_WORDS.split()), frozenset(_OTHER_WORDS.split())
_WORD = re.compile(r"[A-Z]?[a-zäöüßáéíóúàèçñ]+|[A-Z]+(?![a-z])|\d+")


def families_of_field(name: str) -> frozenset[str]:
    """Return what an amount in this field may be counted in; nothing if it holds no amount."""
    words = [word.casefold() for word in _WORD.findall(name)]
    families = {family for word in words if (family := family_of(word))}
    if {"percent", "pct", "percentage"} & set(words):
        return frozenset({PERCENT})
    if _OTHERS & set(words):
        return frozenset()
    told = families & {*CURRENCIES, CENT}
    if told or _AMOUNTS & set(words):
        return frozenset(told or CURRENCIES)
    return frozenset()
