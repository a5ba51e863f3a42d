"""Questions that need no model: was a phrase said, by whom, when."""

import unicodedata
from collections.abc import Iterable

from callinsight.domain.analysis import CheckResult, KeywordHit
from callinsight.domain.profile import PhraseCheck, Profile
from callinsight.domain.transcript import Transcript, Turn
from callinsight.domain.writing import is_unspaced

EDGE_SECONDS = 30.0


def keyword_hits(profile: Profile, transcript: Transcript) -> tuple[KeywordHit, ...]:
    """Return each phrase of the profile's `keywords` that occurs, with its turns."""
    hits = (
        KeywordHit(topic=topic, phrase=phrase, turn_ids=turns_saying(phrase, transcript.turns))
        for topic, phrases in profile.keywords.items()
        for phrase in phrases
    )
    return tuple(hit for hit in hits if hit.turn_ids)


def check_results(profile: Profile, transcript: Transcript) -> tuple[CheckResult, ...]:
    """Return the outcome of each of the profile's `checks`."""
    return tuple(_checked(check, transcript) for check in profile.checks)


def _checked(check: PhraseCheck, transcript: Transcript) -> CheckResult:
    turns = [turn for turn in transcript.turns if _counts(check, turn, transcript)]
    said = sorted({turn for phrase in check.any_of for turn in turns_saying(phrase, turns)})
    return CheckResult(name=check.name, passed=bool(said), turn_ids=tuple(said))


def _counts(check: PhraseCheck, turn: Turn, transcript: Transcript) -> bool:
    if check.role is not None and turn.role is not None and turn.role != check.role:
        return False
    if check.within == "start":
        return turn.start is None or turn.start <= EDGE_SECONDS
    if check.within == "end":
        return turn.end is None or turn.end >= transcript.duration_seconds - EDGE_SECONDS
    return True


def turns_saying(phrase: str, turns: Iterable[Turn]) -> tuple[int, ...]:
    """Return the turns with the phrase: whole words, however they are written."""
    if not _normal(phrase):
        return ()
    wanted = f" {_normal(phrase)} "
    return tuple(turn.id for turn in turns if wanted in f" {_normal(turn.text)} ")


def _normal(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).replace("\u2019", "'").casefold()
    spaced = "".join(_with_blanks(char) for char in plain)
    return " ".join(word for part in spaced.split() if (word := part.strip("'")))


def _with_blanks(char: str) -> str:
    """Return a character with what divides words; in scripts without blanks each is one."""
    if not _is_of_a_word(char):
        return " "
    return f" {char} " if is_unspaced(char) else char


def _is_of_a_word(char: str) -> bool:
    """Letters, numbers and the marks that many scripts put on letters."""
    return char == "'" or unicodedata.category(char)[0] in "LMN"
