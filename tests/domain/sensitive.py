"""Values of the kinds that are redacted, and the ways in which people write and say them."""

from collections.abc import Sequence

from hypothesis import strategies as st

NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = tuple(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SEPARATORS = (" ", "-", ".", " - ", "\u00a0", "\u2013", ", ", " / ", "")
TEST_CARDS = (
    "4111111111111111",
    "4012888888881881",
    "5555555555554444",
    "5105105105105100",
    "378282246310005",
    "6011111111111117",
    "30569309025904",
    "3530111333300000",
)
TEST_IBANS = (
    "GB82WEST12345698765432",
    "DE89370400440532013000",
    "FR1420041010050500013M02606",
    "NL91ABNA0417164300",
    "NO9386011117947",
)


def grouped(digits: str, sizes: Sequence[int], separator: str) -> str:
    """Return digits in groups; what is left over is the last one."""
    groups, at = [], 0
    for size in sizes:
        groups.append(digits[at : at + size])
        at += size
    return separator.join(group for group in (*groups, digits[at:]) if group)


def digit_by_digit(digits: str, separator: str = " ") -> str:
    """Return digits as they are read out."""
    return separator.join(NAMES[int(digit)] for digit in digits)


def in_pairs(digits: str) -> str:
    """Return digits as pairs where a pair has a name, as in `forty-one twelve`."""
    said = []
    for at in range(0, len(digits), 2):
        ten, unit = digits[at], digits[at + 1 : at + 2]
        if unit and ten == "1":
            said.append(TEENS[int(unit)])
        elif unit and ten >= "2":
            said.append(TENS[int(ten) - 2] + (f"-{NAMES[int(unit)]}" if unit != "0" else ""))
        else:
            said.append(digit_by_digit(ten + unit))
    return " ".join(said)


def with_doubles(digits: str) -> str:
    """Return digits as they are read out by whoever says `double five`."""
    said, at = [], 0
    while at < len(digits):
        twice = digits[at : at + 2] == digits[at] * 2
        said.append(("double " if twice else "") + NAMES[int(digits[at])])
        at += 2 if twice else 1
    return " ".join(said)


def ways_of(digits: str) -> st.SearchStrategy[str]:
    """Draw a way of giving a number."""
    return st.one_of(
        st.builds(
            grouped,
            st.just(digits),
            st.lists(st.integers(1, 6), max_size=8),
            st.sampled_from(SEPARATORS),
        ),
        st.sampled_from([" ", ", ", "-", "\u00a0"]).map(
            lambda separator: digit_by_digit(digits, separator)
        ),
        st.just(in_pairs(digits)),
        st.just(with_doubles(digits)),
        st.just(digit_by_digit(digits).replace("zero", "oh")),
    )


# By the language of the call; names of several words, and what recognisers write into them.
ADDRESSES = {
    "en": (
        "info at my company dot com",
        "sarah at blue sky travel dot com",
        "john dot doe at first national bank dot com",
        "john dot doe, at gmail, dot com",
        "Anna dot Lee. At Gmail. Dot com",
        "anna dot lee at gmail. com",
        "john at sign gmail dot com",
        "john period doe at gmail period com",
        "john dot doe one two three at gmail dot com",
        "john underscore doe one two three at yahoo dot co dot uk",
        "j dot s dot smith double two at gmail dot com",
        "john doe at gmail dot com",
        "anna lee at hotmail dot com",
        "mary ann dot smith at outlook dot com",
        "j o h n at g m a i l dot com",
        "J-O-H-N dot smith at gmail dot c o m",
        "anna.lee@ gmail. com",
        "raj at the rate gmail dot com",
        "john five five at mail dot example dot co dot uk",
        "anna dot lee, um, at gmail dot com",
        "john all lowercase at gmail dot com",
        "J. Smith at gmail dot com",
        "john dot doe two thousand and five at gmail dot com",
        "anna at b and q dot co dot uk",
    ),
    "de": (
        "anna punkt schmidt at gmx punkt de",
        "anna bindestrich schmidt zwei drei at gmx punkt de",
        "anna unterstrich schmidt klammeraffe web punkt de",
    ),
    "es": (
        "juan punto perez arroba gmail punto com",
        "juan guion bajo perez arroba correo punto es",
    ),
    "fr": (
        "jean point dupont arobase gmail point com",
        "jean tiret dupont arobase orange point fr",
    ),
    "it": (
        "mario punto rossi chiocciola gmail punto com",
        "mario trattino rossi chiocciola libero punto it",
    ),
    "pt": ("joão ponto silva arroba gmail ponto com",),
    "nl": ("jan punt smit apenstaartje gmail punt com",),
    "pl": ("jan kropka nowak małpa wp kropka pl",),
}
WEB_ADDRESSES = (
    "look at amazon dot com",
    "I looked at booking dot com",
    "I was shopping at amazon dot com",
    "you can order at shop dot example dot com",
    "I was at home dot he said",
    "so it was at home. It was late",
    "meet at noon at example dot com",
    "we met at this point it was late",
    "it was on the website at walmart dot com",
    "go to amazon dot com or to amazon.com",
    "it was cheaper at best buy dot com",
    "i got it all at walmart dot com",
)

# How people read digits out, from nought to nine; written in one where the script has no blanks.
NUMERALS = {
    "en": " ".join(NAMES),
    "de": "null eins zwei drei vier fünf sechs sieben acht neun",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf",
    "it": "zero uno due tre quattro cinque sei sette otto nove",
    "pt": "zero um dois três quatro cinco seis sete oito nove",
    "nl": "nul een twee drie vier vijf zes zeven acht negen",
    "da": "nul en to tre fire fem seks syv otte ni",
    "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
    "cs": "nula jedna dva tři čtyři pět šest sedm osm devět",
    "sv": "noll ett två tre fyra fem sex sju åtta nio",
    "no": "null en to tre fire fem seks sju åtte ni",
    "fi": "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän",
    "hu": "nulla egy kettő három négy öt hat hét nyolc kilenc",
    "ro": "zero unu doi trei patru cinci șase șapte opt nouă",
    "tr": "sıfır bir iki üç dört beş altı yedi sekiz dokuz",  # noqa: RUF001  (a letter of its own)
    "ru": "ноль один два три четыре пять шесть семь восемь девять",
    "uk": "нуль один два три чотири п'ять шість сім вісім дев'ять",
    "el": "μηδέν ένα δύο τρία τέσσερα πέντε έξι επτά οκτώ εννέα",
    "ar": "صفر واحد اثنين ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة",
    "he": "אפס אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע",
    "hi": "शून्य एक दो तीन चार पांच छह सात आठ नौ",
    "id": "nol satu dua tiga empat lima enam tujuh delapan sembilan",
    "vi": "không một hai ba bốn năm sáu bảy tám chín",
    "zh": "零 一 二 三 四 五 六 七 八 九",
    "ja": "ゼロ いち に さん よん ご ろく なな はち きゅう",
    "ko": "공 일 이 삼 사 오 육 칠 팔 구",
    "th": "ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า",
}
UNSPACED = {"zh", "ja", "th"}


def read_out(digits: str, language: str) -> str:
    """Return digits as they are read out in a language."""
    names = NUMERALS[language].split()
    return ("" if language in UNSPACED else " ").join(names[int(digit)] for digit in digits)
