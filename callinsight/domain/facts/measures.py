"""What numbers count: money by its currency, per cent, and units of time, in several languages."""

import re

PERCENT, TIMES = "percent", "times"
BARE, COUNTED = "", "#"  # a number that stands alone; one that counts or names something else
CENT = "cent"
_WORDS = {
    "dollar": "$ us$ usd dollar dollars dollaro dollari dólar dólares dolares buck bucks "
    "cad aud nzd sgd hkd a$ c$",
    "euro": "€ eur euro euros",
    "pound": "£ gbp pound pounds quid pfund livres libras sterline",
    "yen": "¥ jpy yen cny yuan rmb renminbi 元 円",
    "rupee": "₹ inr rs rupee rupees",
    "franc": "chf franken francs franchi",
    "real": "r$ brl real reais",
    "peso": "mxn peso pesos",
    "crown": "kr sek nok dkk krona kronor kroner",
    CENT: "¢ cent cents pence penny pennies centavo centavos centime centimes céntimo céntimos "
    "cêntimos centesimi",
    PERCENT: "% percent percents pct prozent procent porcento porciento percento pourcent",
    "second": "second seconds sec secs sekunde sekunden segundo segundos secondes secondi seconden",
    "minute": "minute minutes min mins minuten minuto minutos minuti minuut",
    "hour": "hour hours hr hrs h stunde stunden hora horas heure heures ora ore uur uren",
    "day": "day days tag tage tagen día días dia dias jour jours giorno giorni dag dagen",
    "week": "week weeks woche wochen semana semanas semaine semaines settimana settimane weken",
    "month": "month months monat monate monaten mes meses mois mese mesi maand maanden mês",
    "year": "year years yr yrs jahr jahre jahren año años ans année années anno anni jaar "
    "jaren ano anos",
    TIMES: "times mal veces fois volte vezes keer",
}
_FAMILIES = {word: family for family, words in _WORDS.items() for word in words.split()}
CURRENCIES = frozenset(
    ["dollar", "euro", "pound", "yen", "rupee", "franc", "real", "peso", "crown"]
)
# `$` stands for a peso where people say pesos.
_ALIKE = {"dollar": frozenset({"dollar", "peso"}), CENT: frozenset({"dollar", "euro", "pound"})}
SYMBOL = r"(?:US|R|A|C)?\$|[€£¥₹¢%元円]"
# Codes of currencies stand before a number, too.
BEFORE = re.compile(
    rf"(?:{SYMBOL}|\b(?:usd|eur|gbp|jpy|cny|inr|chf|brl|mxn|cad|aud))\s?$", re.IGNORECASE
)
# Units of time that are so many of the smaller one: two weeks are 14 days.
SMALLER = {
    "minute": ("second", 60),
    "hour": ("minute", 60),
    "day": ("hour", 24),
    "week": ("day", 7),
    "year": ("month", 12),
}
_PHRASES = re.compile(r"\b(?:per cent|por ciento|por cento|pour cent|per cento)\b", re.IGNORECASE)
_FACTORS = {
    "k": 3, "thousand": 3, "grand": 3, "tausend": 3, "mille": 3, "mila": 3, "mil": 3, "duizend": 3,
    "m": 6, "mn": 6, "mio": 6, "million": 6, "millions": 6, "millionen": 6, "millones": 6,
    "millón": 6, "milhões": 6, "milioni": 6, "miljoen": 6,
    "b": 9, "bn": 9, "billion": 9, "billions": 9, "mrd": 9, "milliarden": 9,
}  # fmt: skip


def with_percent(text: str) -> str:
    """Return a text with `per cent` as one word."""
    return _PHRASES.sub("percent", text)


def family_of(word: str) -> str | None:
    """Return what a word counts, such as `dollar` or `day`, or None."""
    return _FAMILIES.get(word.casefold())


def alike(family: str) -> frozenset[str]:
    """Return the families that say the same."""
    return _ALIKE.get(family, frozenset({family}))


def is_money(family: str) -> bool:
    """Say whether a family is one of money."""
    return family in CURRENCIES or family == CENT


def exponent_of(word: str) -> int | None:
    """Return how many naughts a word adds to the number before it, or None."""
    return _FACTORS.get(word.casefold())
