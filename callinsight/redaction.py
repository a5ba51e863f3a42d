"""Redaction of a transcript: every listed kind of value, found by rules, before anybody reads it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from callinsight.domain.redaction.asked import Asked, asked_in
from callinsight.domain.redaction.cardinals import with_cardinals
from callinsight.domain.redaction.digit_words import digits_said
from callinsight.domain.redaction.digits import (
    Run,
    Spoken,
    Token,
    readings_of,
    repeated,
    runs_of,
    words_of,
)
from callinsight.domain.redaction.emails import emails_in
from callinsight.domain.redaction.fillers import ASIDES, FILLERS
from callinsight.domain.redaction.found import Found, apart
from callinsight.domain.redaction.ibans import ibans_in
from callinsight.domain.redaction.local_phones import local_phones_in
from callinsight.domain.redaction.numbers import broken_cards_in, cards_in, socials_in
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


def redacted(transcript: Transcript, wish: Redaction) -> Transcript:
    """Return a transcript with placeholders for all values of the wished kinds."""
    return replaced(transcript, _finder_of(transcript, wish))


def said_values(transcript: Transcript, wish: Redaction) -> list[Said]:
    """Return all values of the wished kinds, as they were said."""
    return list(dict.fromkeys(said_in(transcript.turns, _finder_of(transcript, wish))))


def redacted_text(text: str, wish: Redaction, language: str | None) -> str:
    """Return a text of one person with placeholders for all values of the wished kinds."""
    turn = Turn(id=1, speaker="", text=text)
    alone = Transcript(
        engine="", model="", quality="final", language=language, duration_seconds=0, channels=1,
        turns=(turn,),
    )  # fmt: skip
    asked = asked_in([turn])._replace(socials={turn.id})
    return replaced(alone, finder(wish, language, asked)).turns[0].text


def finder(wish: Redaction, language: str | None, asked: Asked) -> Find:
    """Return what finds values in a text, by what is asked for in its turns."""
    spoken = _spoken(language)

    def find(stream: Stream) -> list[Found]:
        return apart(_values(stream, wish, spoken, asked))

    return find


def _finder_of(transcript: Transcript, wish: Redaction) -> Find:
    return finder(wish, transcript.language, asked_in(transcript.turns))


def _values(stream: Stream, wish: Redaction, spoken: Spoken, asked: Asked) -> Iterator[Found]:
    """Yield what is found, what is surest first."""
    text, kinds = stream.text, wish.kinds
    words = words_of(text, spoken)
    readings = readings_of(text, words)
    runs = _runs(stream, readings, FILLERS)
    broken = [run for run in _runs(stream, readings, ASIDES) if run not in runs]
    if "iban" in kinds:
        yield from ibans_in(text, readings[0])
    if "card" in kinds:
        cardinal = _runs(stream, [repeated(text, with_cardinals(text, words))], FILLERS)
        yield from (found for run in (*cardinal, *runs) for found in cards_in(run))
        yield from (found for run in broken for found in broken_cards_in(run))
    if "email" in kinds:
        yield from emails_in(text, spoken)
    if "ssn" in kinds:
        asked_for = [run for run in (*runs, *broken) if stream.turn_at(run.start) in asked.socials]
        yield from (found for run in asked_for for found in socials_in(text, run, asked=True))
        yield from (found for run in runs for found in socials_in(text, run, asked=False))
    if "phone" in kinds:
        yield from _phones(stream, [run for run in runs if not run.is_counting], wish, asked)


def _phones(stream: Stream, runs: Sequence[Run], wish: Redaction, asked: Asked) -> Iterator[Found]:
    def is_asked(place: int) -> bool:
        return stream.turn_at(place) in asked.phones

    yield from phones_in(stream.text, runs, wish.phone_regions)
    yield from local_phones_in(stream.text, runs, wish.phone_regions, is_asked)


def _runs(
    stream: Stream, readings: Iterable[Sequence[Token]], fillers: frozenset[str]
) -> dict[Run, None]:
    """Return the runs of digits in all readings, and their parts, each once and in their order."""
    text = stream.text
    whole = dict.fromkeys(run for tokens in readings for run in runs_of(text, tokens, fillers))
    return dict.fromkeys(part for run in whole for part in _parts(stream, run))


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
