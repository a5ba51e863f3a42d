"""How far two texts say the same: by their words, unless they say the opposite.

Words prove no meaning. What can be seen from them is that one text denies what the other says, or
tells another number: however many words they share, such texts do not agree.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence

from callinsight.domain.negations import is_cut_off
from callinsight.domain.spoken_words import SpokenWord, spoken_words
from callinsight.domain.writing import is_unspaced

_WORD = re.compile(r"(?<!\w)\d+(?:[.,]\d+)*(?!\w)|\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_FEW_WORDS = 12
_MOSTLY_ALIKE = 0.6
_SHORTEST = 3  # letters of a word that is worth denying
# Words that stand beside anything; they are denied with what follows them.
_ARTICLES = frozenset(
    word
    for words in (
        "the and for was has had are her his its",
        "der die das den dem ein eine und",
        "les des une los las una het een del della por para com",
    )
    for word in words.split()
)


def text_agreement(expected: str, found: str) -> float:
    """Return the F1 of their words; 0 if they contradict each other, or have no words to compare."""
    if contradict(expected, found):
        return 0.0
    said, told = words_of(expected), words_of(found)
    return overlap(said, told) if said and told else 0.0


def overlap(expected: Iterable[Hashable], found: Iterable[Hashable]) -> float:
    """Return the F1 of what both have; two that have nothing agree."""
    left, right = Counter(expected), Counter(found)
    size = left.total() + right.total()
    return 2 * (left & right).total() / size if size else 1.0


def words_of(text: str) -> list[str]:
    """Return the words of a text; of scripts without blanks, each character."""
    return [part for word in _WORD.findall(text.casefold()) for part in _parts(word)]


def contradict(one: str, other: str) -> bool:
    """Say whether a text denies what the other says, or each has a number that the other lacks.

    Two longer texts may well tell of different things; they must be the same in most of their words.
    """
    said, told = words_of(one), words_of(other)
    if max(len(said), len(told)) > _FEW_WORDS and overlap(said, told) < _MOSTLY_ALIKE:
        return False
    numbers, others = _numbers(one), _numbers(other)
    if numbers - others and others - numbers:
        return True
    left, right = _polarities(spoken_words(one)), _polarities(spoken_words(other))
    return any(not left[word] & right[word] for word in left.keys() & right.keys())


def _numbers(text: str) -> set[str]:
    return {_number(written) for written in _NUMBER.findall(text)}


def _parts(word: str) -> Iterator[str]:
    if any(map(is_unspaced, word)):
        yield from word
    else:
        yield _number(word) if _NUMBER.fullmatch(word) else word


def _number(written: str) -> str:
    """Return a number as it is written without thousands' marks and without zeros at its end."""
    plain = written.replace(",", "") if _THOUSANDS.fullmatch(written) else written
    whole, *rest = re.split("[.,]", plain)
    return f"{whole}.{''.join(rest)}".rstrip("0").rstrip(".") if rest else whole


def _polarities(words: Sequence[SpokenWord]) -> dict[str, set[bool]]:
    """Return for each word that counts whether it is denied, and whether it is said plainly."""
    found = dict[str, set[bool]]()
    for number, word in enumerate(words):
        if _counts(word.text):
            denied = is_cut_off(words[:number], [word], words[number + 1 :])
            found.setdefault(word.text, set()).add(denied)
    return found


def _counts(word: str) -> bool:
    if any(map(is_unspaced, word)):
        return True
    return len(word) >= _SHORTEST and word.isalpha() and word not in _ARTICLES
