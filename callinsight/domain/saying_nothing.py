"""Texts that say nothing was said, such as "N/A.", "(not specified)" or "keine Angabe"."""

import re
import unicodedata

_EMPTY_BY_LANGUAGE = {
    "en": (
        "n/a, na, none, nil, null, undefined, unknown, unspecified, undisclosed, unavailable, tbd, "
        "to be determined, none mentioned, none given, none stated, none discussed, "
        "none identified, none noted, none specified, nothing mentioned, nothing specified, "
        "no mention, does not apply"
    ),
    "de": (
        "keine angabe, keine angaben, k.a., unbekannt, nicht bekannt, nicht erwähnt, nicht genannt, "
        "nicht angegeben, nicht besprochen, nicht zutreffend, trifft nicht zu, entfällt, "
        "keine information, keine informationen, keine"
    ),
    "fr": (
        "inconnu, inconnue, non mentionné, non mentionnée, non précisé, non précisée, non spécifié, "
        "non spécifiée, non disponible, non applicable, non communiqué, sans objet, s/o, n/d, aucun, "
        "aucune, aucune information, pas mentionné"
    ),
    "es": (
        "desconocido, desconocida, no disponible, no mencionado, no mencionada, no se menciona, "
        "no especificado, no especificada, no aplica, no consta, sin información, ninguno, ninguna"
    ),
    "it": (
        "sconosciuto, sconosciuta, non specificato, non specificata, non menzionato, "
        "non disponibile, non applicabile, nessuno, nessuna, nessuna informazione"
    ),
    "pt": (
        "desconhecido, desconhecida, não informado, não mencionado, não especificado, "
        "não disponível, não se aplica, sem informação, nenhum, nenhuma"
    ),
    "nl": "onbekend, niet bekend, niet vermeld, niet genoemd, niet van toepassing, n.v.t.",
    "da, no, sv": "ukendt, ukjent, ikke oplyst, ikke nevnt, ikke nævnt, okänd, okänt, ej angivet, ej nämnt",
    "pl": "nieznany, nieznane, nie podano, nie wspomniano, nie dotyczy, brak, brak informacji",
    "ru": "неизвестно, не указано, не упоминается, не применимо, нет данных",
    "tr": "bilinmiyor, belirtilmemiş, belirtilmedi",
    "ar": "غير معروف, غير مذكور, غير متوفر, غير محدد, لا ينطبق",
    "zh": "无, 未知, 不详, 未提及, 未说明, 未提供, 不适用",
    "ja": "なし, 不明, 該当なし, 特になし, 言及なし",
    "ko": "없음, 해당 없음, 알 수 없음, 언급 없음",
}
_TOLD = (
    "(mentioned|specified|stated|provided|discussed|given|available|applicable|known|disclosed|"
    "indicated|determined|identified|named|noted|reported|recorded|told|said|addressed|found)"
)
_IN_CALL = "( (in|during|on|by|from|within) (the|this) (call|conversation|transcript|recording))?"
_NOTHING_TOLD = re.compile(
    rf"((it|this) )?((is|was|were|are) )?(explicitly )?not (explicitly )?{_TOLD}{_IN_CALL}"
    rf"|no (such )?(information|info|details?|data|names?)( (is|was|were|are))?( {_TOLD})?{_IN_CALL}"
)


def says_nothing(text: str) -> bool:
    """Say whether a text only tells that there is none, whatever marks stand round it."""
    bare = _bare(text)
    return bare in _EMPTY or _NOTHING_TOLD.fullmatch(bare) is not None


def _bare(text: str) -> str:
    """Return the words of a text: without marks, blanks at its ends, case and accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = (
        " " if unicodedata.category(letter)[0] in "PZC" else letter
        for letter in letters
        if unicodedata.category(letter) != "Mn"
    )
    return " ".join("".join(kept).split())


_EMPTY = frozenset(
    ["", *(_bare(word) for words in _EMPTY_BY_LANGUAGE.values() for word in words.split(", "))]
)
