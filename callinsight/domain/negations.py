"""Negations: words that turn the meaning of what is said behind them, as far as they reach.

A negation reaches over a few words to the end of its clause. Where a new clause begins with its
subject, it reaches on only over a verb of saying or thinking: `I don't think it was resolved`.
"""

from collections.abc import Sequence
from typing import Protocol

REACH = 4


def _words(**by_language: str) -> frozenset[str]:
    return frozenset(word for words in by_language.values() for word in words.split())


_NEGATIONS = _words(
    en=(
        "no not never nobody nothing none neither nor nowhere without hardly barely cannot cant dont "
        "doesnt didnt wont wouldnt couldnt shouldnt isnt arent wasnt werent havent hasnt hadnt mustnt aint"
    ),
    de="nicht nie niemals kein keine keinen keinem keiner keines nichts niemand weder ohne",
    fr="pas jamais rien aucun aucune sans",
    es="nunca jamas nada nadie ningun ninguna ninguno tampoco sin",
    pt="nao ninguem nenhum nenhuma sem",
    it="non niente nessuno nessuna senza",
    nl="niet nooit geen niets zonder",
    sv="inte aldrig ingen inget utan ikke",
    pl="nigdy nikt nic bez",
    ar="\u0644\u0627 \u0644\u0645 \u0644\u0646 \u0644\u064a\u0633 \u0644\u064a\u0633\u062a",
    zh="\u4e0d \u6ca1 \u6c92",
)
# They may stand behind what they deny: `das bezahle ich nicht`.
_BEHIND = _words(de="nicht", nl="niet", sv="inte ikke", fr="pas jamais")
_ANSWERS = _words(en="no", fr="non", de="nein", nl="nee")
_SUBJECTS = _words(
    en="i we you he she they it this that there what who",
    de="ich wir sie er es du ihr",
    fr="je tu il elle nous vous ils elles",
    es="yo el ella ellos ustedes usted",
    pt="eu ele ela voce",
)
_NEW_CLAUSE = _words(
    en="and but because so since or",
    de="und aber weil denn oder",
    fr="et mais parce car ou",
    es="y pero porque o",
    it="e mas ma perche",
)
_SAYING = _words(
    en=(
        "think thinks thought believe believes believed say says said saying tell told know knew mean "
        "meant want wanted feel felt agree agreed promise promised sure see hear heard claim guess"
    ),
    de="glaube glaubt denke denkt sagte sage sicher weiss",
    fr="pense crois dis dit sur",
    es="creo dije dijo pienso seguro",
    it="acho disse penso credo detto",
)


class Word(Protocol):
    """A spoken word; `ends` says that a mark follows it."""

    @property
    def text(self) -> str: ...

    @property
    def ends(self) -> bool: ...


def is_cut_off(before: Sequence[Word], words: Sequence[Word], after: Sequence[Word]) -> bool:
    """Say whether words, taken out between others, leave out a negation that reaches them."""
    return _reaches(before, words[0]) or _follows(words[-1], after)


def _reaches(before: Sequence[Word], first: Word) -> bool:
    is_clause, is_said = first.text in _SUBJECTS, False
    for distance, word in enumerate(reversed(before[-REACH:]), start=1):
        if word.ends:
            return False
        if word.text in _NEGATIONS:
            is_next = distance == 1 and word.text not in _ANSWERS
            return not is_clause or is_said or is_next
        if word.text in _NEW_CLAUSE:
            return False
        if word.text in _SUBJECTS:
            is_clause, is_said = True, False
        elif is_clause and word.text in _SAYING:
            is_said = True
    return False


def _follows(last: Word, after: Sequence[Word]) -> bool:
    return bool(after) and not last.ends and after[0].text in _BEHIND
