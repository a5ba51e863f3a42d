"""Redaction of a transcript: every listed kind of value, found by rules, before anybody reads it."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from callinsight.domain.redaction.digit_words import digits_said
from callinsight.domain.redaction.digits import Run, Spoken, readings_of, runs_of
from callinsight.domain.redaction.emails import emails_in
from callinsight.domain.redaction.found import Found, apart
from callinsight.domain.redaction.ibans import ibans_in
from callinsight.domain.redaction.numbers import cards_in, socials_in
from callinsight.domain.redaction.replacing import Find, replaced, said_in
from callinsight.domain.redaction.said import Said
from callinsight.domain.redaction.stream import Stream
from callinsight.domain.redaction.wish import Redaction
from callinsight.domain.transcript import Transcript, Turn
from callinsight.phone_numbers import phones_in
from callinsight.spoken_numbers import in_digits

_SENTENCE_END = re.compile(r"[.;]\s")
# An article or a preposition in other languages.
_NO_ENGLISH = {"ten"}
_ASKED = re.compile(r"\b(?:social|ssn|s\.s\.n)\b", re.IGNORECASE)


def redacted(transcript: Transcript, wish: Redaction) -> Transcript:
    """Return a transcript with placeholders for all values of the wished kinds."""
    return replaced(transcript, _finder_of(transcript, wish))


def said_values(transcript: Transcript, wish: Redaction) -> list[Said]:
    """Return all values of the wished kinds, as they were said."""
    return list(dict.fromkeys(said_in(transcript.turns, _finder_of(transcript, wish))))


def _finder_of(transcript: Transcript, wish: Redaction) -> Find:
    turns = transcript.turns
    asked = {turn.id + later for turn in turns if _ASKED.search(turn.text) for later in range(4)}
    return finder(wish, transcript.language, asked.__contains__)


def redacted_text(text: str, wish: Redaction, language: str | None) -> str:
    """Return a text of one person with placeholders for all values of the wished kinds."""
    turn = Turn(id=1, speaker="", text=text)
    alone = Transcript(
        engine="", model="", quality="final", language=language, duration_seconds=0, channels=1,
        turns=(turn,),
    )  # fmt: skip
    return replaced(alone, finder(wish, language, lambda _turn: True)).turns[0].text


def finder(wish: Redaction, language: str | None, asked: Callable[[int], bool]) -> Find:
    """Return what finds values in a text; `asked` says in which turns nine digits are expected."""
    spoken = _spoken(language)

    def find(stream: Stream) -> list[Found]:
        return apart(_values(stream, wish, spoken, asked))

    return find


def _values(
    stream: Stream, wish: Redaction, spoken: Spoken, asked: Callable[[int], bool]
) -> Iterator[Found]:
    """Yield what is found, what is surest first."""
    text = stream.text
    readings = readings_of(text, spoken)
    whole = dict.fromkeys(run for tokens in readings for run in runs_of(text, tokens))
    runs = [part for run in whole for part in _parts(stream, run)]
    if "iban" in wish.kinds:
        yield from ibans_in(text, readings[0])
    if "card" in wish.kinds:
        yield from (found for run in runs for found in cards_in(run))
    if "email" in wish.kinds:
        yield from emails_in(text, spoken)
    if "ssn" in wish.kinds:
        for run in runs:
            yield from socials_in(run, asked=asked(stream.turn_at(run.start)))
    if "phone" in wish.kinds:
        yield from phones_in(text, runs, wish.phone_regions)


def _parts(stream: Stream, run: Run) -> Iterator[Run]:
    """Yield a run, then what of it is said in one turn, then in one sentence."""
    yield run
    ends = [found.start() for found in _SENTENCE_END.finditer(stream.text, run.start, run.end)]
    for breaks in (stream.starts, ends):
        groups: list[list[int]] = [[0]]
        for place in range(1, len(run.tokens)):
            before, after = run.tokens[place - 1], run.tokens[place]
            at = bisect_left(breaks, before.end)
            if at < len(breaks) and breaks[at] <= after.start:
                groups.append([])
            groups[-1].append(place)
        if len(groups) > 1:
            yield from (Run(tuple(run.tokens[place] for place in group)) for group in groups)


def _spoken(language: str | None) -> Spoken:
    """Return what reads digits in a call's language, and in English, which is said in any call."""

    def digits(word: str) -> str | None:
        if not word.isalpha() and word.isascii():
            return None
        return digits_said(word, language) or _in_digits(word, language)

    return digits


def _in_digits(word: str, language: str | None) -> str | None:
    is_english = (language or "en").startswith("en")
    for code in (language,) if is_english else (language, "en"):
        found = in_digits(word, code)
        if found.isdecimal() and found.isascii() and (is_english or word not in _NO_ENGLISH):
            return found
    return None
