"""Questions that need no model: was a phrase said, by whom, when."""

import unicodedata
from collections.abc import Iterable

from callinsight.domain.analysis import CheckResult, KeywordHit
from callinsight.domain.profile import PhraseCheck, Profile
from callinsight.domain.spoken_words import SpokenWord, joined_units, spoken_words
from callinsight.domain.transcript import Transcript, Turn
from callinsight.domain.writing import is_unspaced

EDGE_SECONDS = 30.0
NO_ROLES = "no_roles"
NO_TIMES = "no_times"


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
    """A phrase counts where role and time are known; where they are not, it may have counted."""
    turns = [turn for turn in transcript.turns if _may_count(check, turn, transcript)]
    said = {turn for phrase in check.any_of for turn in turns_saying(phrase, turns)}
    doubts = {turn.id: _doubt(check, turn) for turn in turns if turn.id in said}
    sure = tuple(sorted(turn for turn, doubt in doubts.items() if doubt is None))
    if sure or not doubts:
        return CheckResult(name=check.name, passed=bool(sure), turn_ids=sure)
    reason = next(iter(doubts.values()))
    return CheckResult(name=check.name, passed=None, turn_ids=tuple(sorted(doubts)), reason=reason)


def _may_count(check: PhraseCheck, turn: Turn, transcript: Transcript) -> bool:
    """Nothing that is known of the turn speaks against it."""
    if check.role is not None and turn.role is not None and turn.role != check.role:
        return False
    if check.within == "start":
        return turn.start is None or turn.start <= EDGE_SECONDS
    if check.within == "end":
        return turn.end is None or turn.end >= transcript.duration_seconds - EDGE_SECONDS
    return True


def _doubt(check: PhraseCheck, turn: Turn) -> str | None:
    if check.role is not None and turn.role is None:
        return NO_ROLES
    moment = {"call": 0.0, "start": turn.start, "end": turn.end}[check.within]
    return NO_TIMES if moment is None else None


def turns_saying(phrase: str, turns: Iterable[Turn]) -> tuple[int, ...]:
    """Return the turns with the phrase: whole words, however they are written, fillers aside."""
    if not _normal(phrase):
        return ()
    wanted, words = f" {_normal(phrase)} ", spoken_words(phrase)
    return tuple(
        turn.id
        for turn in turns
        if wanted in f" {_normal(turn.text)} " or (words and _says(words, spoken_words(turn.text)))
    )


def _says(wanted: list[SpokenWord], said: list[SpokenWord]) -> bool:
    """Say whether words follow each other, written in one or apart, as `e-mail` and `email` are."""
    phrase, _, _ = joined_units(wanted)
    text, begins, ends = joined_units(said)
    at = text.find(phrase)
    while at >= 0:
        if at in begins and at + len(phrase) in ends:
            return True
        at = text.find(phrase, at + 1)
    return False


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
