"""Quotes whose truth is known: copied from a call as people copy, or faked in one of six ways.

What is true and what is fake is decided by how a quote was made, never by the code under test.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from callinsight.domain.transcript import Transcript
from tests.domain.labelled import Line, dialogues

SHORTEST = 4
_NUMBERS = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fifteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
]
_NEGATED = re.compile(r"\b(is|are|was|can|will|have|has|do|does|did|would|should)(n't| not)\b")
_PLAIN = re.compile(r"\b(is|are|was|can|will|have|has|would|should)\b(?!n't| not)")
_NEGATION = re.compile(
    r"not?|never|nobody|nothing|none|neither|nor|without|\w+n't|cannot", re.IGNORECASE
)
_PARTED = re.compile(
    r"[,.;:?!]\s|\b(?:and|but|because|so|since|or|i|i'\w+|we|we'\w+|you|you'\w+|he|she|they|it|it's|"
    r"this|that|that's|there|what|who)$",
    re.IGNORECASE,
)
_ROLES = {"A": "agent", "C": "customer"}


@dataclass(frozen=True)
class Planted:
    """One claim about a call, and how it was made."""

    kind: str
    call: str
    claim: dict[str, Any]


class Calls:
    """Labelled calls as transcripts, one turn a line."""

    def __init__(self) -> None:
        self.lines = dialogues("tuned") | dialogues("held_out")
        self.transcripts = {name: _transcript(lines) for name, lines in self.lines.items()}

    def long_turns(self, chance: random.Random) -> Iterator[tuple[str, int, Line]]:
        """Yield turns with words enough for a quote, in a random order, again and again."""
        found = [
            (name, number, line)
            for name, lines in self.lines.items()
            for number, line in enumerate(lines, start=1)
            if len(line[1].split()) >= SHORTEST + 2
        ]
        while True:
            chance.shuffle(found)
            yield from found


def true_quotes(calls: Calls, count: int, seed: int = 1) -> list[Planted]:
    """Return quotes that were said, with other case, punctuation, apostrophes and fillers."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    planted: list[Planted] = []
    for name, number, (who, text) in calls.long_turns(chance):
        if len(planted) == count:
            break
        first, words = _placed_span(text.split(), chance)
        if _is_behind_negation(text.split(), first):
            continue
        quote = chance.choice(_VARIANTS)(words, chance)
        planted.append(Planted("true", name, _claim(quote, number, who)))
    return planted


def fakes(calls: Calls, of_each: int, seed: int = 2) -> list[Planted]:
    """Return as many fakes of each kind."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    planted: list[Planted] = []
    for kind, make in _FAKES.items():
        made = 0
        for name, number, line in calls.long_turns(chance):
            if made == of_each:
                break
            claim = make(calls, name, number, line, chance)
            if claim is not None:
                planted.append(Planted(kind, name, claim))
                made += 1
    return planted


def _transcript(lines: list[Line]) -> Transcript:
    turns = [
        {"id": number, "speaker": _ROLES[who], "role": _ROLES[who], "text": text}
        for number, (who, text) in enumerate(lines, start=1)
    ]
    document = {"engine": "scribe", "model": "scribe_v2", "quality": "final", "language": "en"}
    return Transcript.model_validate(
        {**document, "duration_seconds": 60.0, "channels": 2, "turns": turns}
    )


def _claim(quote: str, number: int, who: str, **other: Any) -> dict[str, Any]:
    said_by = _ROLES[who]
    return {"text": "t", "quote": quote, "turn_ids": [number], "said_by": said_by, **other}


def _span(words: list[str], chance: random.Random) -> list[str]:
    return _placed_span(words, chance)[1]


def _placed_span(words: list[str], chance: random.Random) -> tuple[int, list[str]]:
    length = chance.randint(SHORTEST, len(words))
    first = chance.randint(0, len(words) - length)
    return first, words[first : first + length]


def _is_behind_negation(words: list[str], first: int) -> bool:
    """A quote cut out behind a `not` of its own clause turns the meaning: nobody would call it true."""
    for word in reversed(words[max(first - 4, 0) : first]):
        if word[-1] in ".,;:?!":
            return False
        if _NEGATION.fullmatch(word):
            return True
    return False


def _said(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def _other_call(
    calls: Calls, name: str, number: int, line: Line, chance: random.Random
) -> dict[str, Any] | None:
    """Words of another call, put to a turn of this one."""
    other = chance.choice([each for each in calls.lines if each != name])
    _, text = max(calls.lines[other], key=lambda each: len(each[1]))
    quote = " ".join(_span(text.split(), chance))
    here = _said(" ".join(said for _, said in calls.lines[name]))
    return None if _said(quote) in here else _claim(quote, number, line[0])


def _wrong_role(
    calls: Calls, name: str, number: int, line: Line, chance: random.Random
) -> dict[str, Any]:
    """True words, told of the other person."""
    other = "C" if line[0] == "A" else "A"
    return _claim(" ".join(_span(line[1].split(), chance)), number, other)


def _spliced(
    calls: Calls, name: str, number: int, line: Line, chance: random.Random
) -> dict[str, Any] | None:
    """The end of one turn and the beginning of another, both named."""
    others = [
        (at, said)
        for at, (_, said) in enumerate(calls.lines[name], start=1)
        if at != number and len(said.split()) >= SHORTEST
    ]
    if not others:
        return None
    at, said = chance.choice(others)
    quote = " ".join([*line[1].split()[-3:], *said.split()[:3]])
    if any(_said(quote) in _said(text) for _, text in calls.lines[name]):
        return None
    return _claim(quote, number, line[0], turn_ids=[number, at])


def _changed_number(
    calls: Calls, name: str, number: int, line: Line, chance: random.Random
) -> dict[str, Any] | None:
    """One number of the turn is another one, in words or in digits."""
    words = line[1].split()
    places = [at for at, word in enumerate(words) if word.strip(".,?!").lower() in _NUMBERS]
    digits = [at for at, word in enumerate(words) if re.search(r"\d", word)]
    if not places and not digits:
        return None
    at = chance.choice(places + digits)
    if at in places:
        known = words[at].strip(".,?!").lower()
        words[at] = chance.choice([each for each in _NUMBERS if each != known])
    else:
        words[at] = re.sub(r"\d", lambda found: str((int(found.group()) + 3) % 10), words[at])
    return _claim(" ".join(words), number, line[0])


def _negated(
    calls: Calls, name: str, number: int, line: Line, chance: random.Random
) -> dict[str, Any] | None:
    """A `not` that was said is gone, or one that was not is there."""
    text = line[1]
    if _NEGATED.search(text):
        return _claim(_NEGATED.sub(r"\1", text, count=1), number, line[0])
    if _PLAIN.search(text):
        return _claim(_PLAIN.sub(r"\1 not", text, count=1), number, line[0])
    return None


def _cut_out(
    calls: Calls, name: str, number: int, line: Line, chance: random.Random
) -> dict[str, Any] | None:
    """True words without the `not` that stands right before them, or one word further on."""
    words = line[1].split()
    places = [
        (at, at + distance)
        for at, word in enumerate(words)
        for distance in (1, 2)
        if _NEGATION.fullmatch(word) and len(words) - at - distance >= SHORTEST
    ]
    # Where a new clause begins in between, the words stand for themselves.
    places = [
        (at, first) for at, first in places if not _PARTED.search(" ".join(words[at : first + 1]))
    ]
    if not places:
        return None
    _, first = chance.choice(places)
    return _claim(" ".join(words[first:]), number, line[0])


_FAKES: dict[str, Callable[..., dict[str, Any] | None]] = {
    "another call's words": _other_call,
    "wrong role": _wrong_role,
    "spliced turns": _spliced,
    "changed number": _changed_number,
    "negation": _negated,
    "cut out behind a negation": _cut_out,
}


def _bare(words: list[str], chance: random.Random) -> str:
    return re.sub(r"[.,?!;:]", "", " ".join(words))


def _shouted(words: list[str], chance: random.Random) -> str:
    return " ".join(words).upper()


def _punctuated(words: list[str], chance: random.Random) -> str:
    marks = [word + chance.choice(["", "", ",", " -", "..."]) for word in words]
    return " ".join(marks).capitalize() + "."


def _with_fillers(words: list[str], chance: random.Random) -> str:
    return " ".join(
        f"{word} {chance.choice(_HESITATIONS)}" if chance.random() < 0.3 else word for word in words
    )


def _set_off(words: list[str], chance: random.Random) -> str:
    at = chance.randrange(1, len(words))
    before = words[at - 1].rstrip(",.;:?!")
    return " ".join([*words[: at - 1], f"{before},", f"{chance.choice(_MARKERS)},", *words[at:]])


def _curled(words: list[str], chance: random.Random) -> str:
    return "\u201c" + " ".join(words).replace("'", "\u2019") + "\u201d"


_HESITATIONS = ("um", "uh,", "er", "hmm", "ah", "eh,", "mm", "ummm", "uhhh,", "erm", "oh,")
_MARKERS = ("you know", "like", "well", "I mean", "so")
_VARIANTS = (_bare, _shouted, _punctuated, _with_fillers, _set_off, _curled)
