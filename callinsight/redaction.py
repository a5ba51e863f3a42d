"""Redaction of a transcript: every listed kind of value, found by rules, before anybody reads it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from callinsight.domain.redaction.asked import Asked, asked_in
from callinsight.domain.redaction.digits import (
    Run,
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
from callinsight.domain.redaction.phrases import with_phrases
from callinsight.domain.redaction.replacing import Find, replaced, said_in
from callinsight.domain.redaction.said import Said
from callinsight.domain.redaction.stream import Stream
from callinsight.domain.redaction.wish import Redaction
from callinsight.domain.transcript import Transcript, Turn
from callinsight.phone_numbers import phones_in
from callinsight.spoken_digits import SpokenDigits

_SENTENCE_END = re.compile(r"[.;]\s")


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
    spoken = SpokenDigits(language)

    def find(stream: Stream) -> list[Found]:
        return apart(_values(stream, wish, spoken, asked))

    return find


def _finder_of(transcript: Transcript, wish: Redaction) -> Find:
    return finder(wish, transcript.language, asked_in(transcript.turns))


def _values(stream: Stream, wish: Redaction, spoken: SpokenDigits, asked: Asked) -> Iterator[Found]:
    """Yield what is found, what is surest first."""
    text, kinds = stream.text, wish.kinds
    words = words_of(text, spoken.word)
    readings = readings_of(text, words)
    runs = _runs(stream, readings, FILLERS)
    phrased = _runs(stream, [repeated(text, with_phrases(text, words, spoken.phrase))], FILLERS)
    broken = _runs(stream, readings, ASIDES)
    told = [*phrased, *(run for run in runs if run not in phrased)]
    if "iban" in kinds:
        yield from ibans_in(text, readings[0])
    if "card" in kinds:
        cards = (found for run in told for found in cards_in(run))
        yield from sorted(cards, key=lambda found: found.start - found.end)
        yield from (found for run in broken if run not in runs for found in broken_cards_in(run))
    if "email" in kinds:
        yield from emails_in(text, spoken.word)
    yield from (one for one in _numbers(stream, told, wish, asked) if one.kind in kinds)
    if "ssn" in kinds:
        yield from _asked_socials(stream, broken, asked)
        yield from (found for run in runs for found in socials_in(text, run, asked=False))


def _numbers(stream: Stream, runs: Sequence[Run], wish: Redaction, asked: Asked) -> Iterable[Found]:
    """Return phone numbers and what answers a question; first what takes most of the text."""
    counted = [run for run in runs if not run.is_counting]
    found = [*_asked_socials(stream, runs, asked), *_phones(stream, counted, wish, asked)]
    return sorted(found, key=lambda one: one.start - one.end)


def _asked_socials(stream: Stream, runs: Iterable[Run], asked: Asked) -> Iterator[Found]:
    for run in runs:
        if stream.turn_at(run.start) in asked.socials:
            yield from socials_in(stream.text, run, asked=True)


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
