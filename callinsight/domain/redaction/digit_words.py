"""The ten digits as they are said, in languages whose number words no other table here knows."""

import re
import unicodedata
from functools import lru_cache

# From nought to nine, by language; several words for one digit are parted by a stroke.
_LATIN = {
    "af": "nul een twee drie vier vyf ses sewe agt nege",
    "ca": "zero un|una|u dos|dues tres quatre cinc sis set vuit nou",
    "cs": "nula jedna|jeden|jedno dva|dvě tři čtyři pět šest sedm osm devět",
    "et": "null üks kaks kolm neli viis kuus seitse kaheksa üheksa",
    "fi": "nolla yksi|yks kaksi|kaks kolme|kolm neljä|nelj viisi|viis kuusi|kuus seitsemän|seiska "
    "kahdeksan|kasi yhdeksän|ysi",
    "hi": "shunya|zero ek do teen|tin char|chaar paanch|panch chhe|che|chah saat|sat aath|ath nau",
    "hr": "nula jedan|jedna|jedno dva|dvije|dve tri četiri pet šest sedam osam devet",
    "hu": "nulla|zéró egy|egyes kettő|két|kettes három négy öt hat hét nyolc kilenc",
    "id": "nol|kosong satu dua tiga empat lima enam tujuh delapan|lapan sembilan",
    "lt": "nulis vienas|viena du|dvi trys keturi penki šeši septyni aštuoni devyni",
    "lv": "nulle viens|viena divi trīs četri pieci seši septiņi astoņi deviņi",
    "no": "null en|ett|én to tre fire fem seks sju|syv åtte ni",
    "pl": "zero jeden|jedna|jedno dwa|dwie trzy cztery pięć sześć siedem osiem dziewięć",
    "ro": "zero unu|una|un doi|două trei patru cinci șase|şase șapte|şapte opt nouă",
    "sk": "nula jeden|jedna|jedno dva|dve tri štyri päť šesť sedem osem deväť",
    "sl": "nič|nula ena|en dva|dve tri štiri pet šest sedem osem devet",
    "sv": "noll|nolla ett|en|etta två|tvåa tre|trea fyra fem sex sju åtta nio",
    "sw": "sifuri moja mbili tatu nne tano sita saba nane tisa",
    "tr": "sıfır bir iki üç dört beş altı yedi sekiz dokuz",  # noqa: RUF001  (a letter of its own)
    "vi": "không một|mốt hai ba bốn|tư năm|lăm sáu bảy|bẩy tám chín",
}
_ALIASES = {"nb": "no", "nn": "no", "bs": "hr", "sr": "hr", "ms": "id"}
# In scripts of their own: they are understood in every call, since nobody takes them for other words.
_OTHER_SCRIPTS = (
    "ноль|нуль|нула один|одна|одно|един|една|едно|један|једна два|две|дві три "
    "четыре|чотири|четири пять|п'ять|пет шесть|шість|шест семь|сім|седем|седам "
    "восемь|вісім|осем|осам девять|дев'ять|девет",
    "μηδέν ένα|μία|ένας δύο|δυο τρία|τρεις τέσσερα|τέσσερις πέντε έξι επτά|εφτά οκτώ|οχτώ εννέα|εννιά",
    "صفر واحد|واحدة|یک|ایک اثنان|اثنين|اتنين|إثنان|إثنين|دو ثلاثة|ثلاث|تلاتة|سه|تین "
    "أربعة|أربع|چهار|چار خمسة|خمس|پنج|پانچ ستة|ست|شش|شیش|چھ|چھے سبعة|سبع|هفت|سات "
    "ثمانية|ثماني|ثمان|تمانية|هشت|آٹھ تسعة|تسع|نه|نو",
    "אפס אחת|אחד שתיים|שניים|שתים שלוש|שלושה ארבע|ארבעה חמש|חמישה שש|שישה שבע|שבעה שמונה תשע|תשעה",
    "शून्य|जीरो|ज़ीरो एक|वन दो|टू तीन|थ्री चार|फोर पाँच|पांच|फाइव छह|छः|छे|छै|सिक्स सात|सेवन आठ|एट नौ|नाइन",
    "শূন্য এক দুই তিন চার পাঁচ ছয় সাত আট নয়",
    "பூஜ்ஜியம்|பூஜ்யம் ஒன்று இரண்டு மூன்று நான்கு ஐந்து ஆறு ஏழு எட்டு ஒன்பது",
)
# Written without blanks: one character is one digit ...
_CHARACTERS = "零〇○ 一壹幺 二贰貳两兩 三叁參 四肆 五伍 六陆陸 七柒 八捌 九玖"
_HANGUL = "영공 일 이 삼 사 오 육륙 칠 팔 구"
# ... or several are, and only in a row of them are they surely digits.
_KANA = "ゼロ|れい|まる いち に|にー さん よん|し ご|ごー ろく なな|しち はち きゅう|く"
_THAI = "ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า"


_VARIANTS = {0x2019: "'", 0x131: "i"}  # curled, and without its point, as Turkish writes it


def _table(*rows: str) -> dict[str, str]:
    return {
        plain(word): str(digit)
        for row in rows
        for digit, words in enumerate(row.split())
        for word in words.split("|")
    }


def plain(word: str) -> str:
    """Return a word in small letters and without the marks that many leave out."""
    apart = unicodedata.normalize("NFD", word.casefold().translate(_VARIANTS))
    kept = "".join(char for char in apart if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", kept)


_BY_LANGUAGE = {code: _table(row) for code, row in _LATIN.items()}
_ANYWHERE = _table(*_OTHER_SCRIPTS)
_BY_CHARACTER = {
    char: str(digit)
    for row in (_CHARACTERS, _HANGUL)
    for digit, chars in enumerate(row.split())
    for char in chars
}
_CHAINED = {
    word: str(digit)
    for row in (_KANA, _THAI)
    for digit, words in enumerate(row.split())
    for word in words.split("|")
}
_LONGEST_FIRST = sorted(_CHAINED, key=len, reverse=True)
_LINK = re.compile("|".join(_LONGEST_FIRST))
LANGUAGES = frozenset(_LATIN) | frozenset(_ALIASES)
# Digits in a row, and the characters of scripts without blanks, in which they have to be looked for.
CHAIN = rf"(?:{'|'.join(_LONGEST_FIRST)}){{4,}}"
CHARACTERS = "".join(_CHARACTERS.split())
_CHAIN = re.compile(CHAIN)


@lru_cache(maxsize=4096)
def digits_said(word: str, language: str | None) -> str | None:
    """Return the digits that a word stands for; None for any other word."""
    if _CHAIN.fullmatch(word):
        return "".join(_CHAINED[link] for link in _LINK.findall(word))
    if all(char in _BY_CHARACTER for char in word):
        return "".join(_BY_CHARACTER[char] for char in word)
    code = (language or "").partition("-")[0].casefold()
    own = _BY_LANGUAGE.get(_ALIASES.get(code, code), {})
    said = plain(word)
    return _ANYWHERE.get(said) or own.get(said) or _CHAINED.get(word)
