"""Evidence: are a claim's words really said in the turns it names, by whom it says?

A quote counts if its words follow each other in one turn, or run on into the next turn of the
same speaker. Case, punctuation, apostrophes and fillers make no difference; a digit does. Words
cut out behind a negation are no evidence: `not satisfied` does not say `satisfied`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from callinsight.domain.claim import Problem
from callinsight.domain.spoken_words import SpokenWord, joined_units, spoken_words
from callinsight.domain.transcript import Transcript, Turn

_NEGATIONS = frozenset(
    [
        "not",
        "never",
        "cannot",
        "cant",
        "dont",
        "doesnt",
        "didnt",
        "wont",
        "wouldnt",
        "couldnt",
        "shouldnt",
        "isnt",
        "arent",
        "wasnt",
        "werent",
        "havent",
        "hasnt",
        "hadnt",
        "nicht",
        "nie",
        "niemals",
        "kein",
        "keine",
        "keinen",
        "pas",
        "jamais",
        "nunca",
        "non",
    ]
)


class Evidence(NamedTuple):
    """What became of one claim: the turns that support it and when, or the problem."""

    turn_ids: tuple[int, ...] = ()
    start: float | None = None
    end: float | None = None
    problem: Problem | None = None


class Turns:
    """The turns of one call, with their words prepared for many quotes."""

    def __init__(self, transcript: Transcript) -> None:
        self._turns = {turn.id: turn for turn in transcript.turns}
        self._stretches: dict[tuple[int, ...], _Stretch] = {}

    def evidence(self, claim: Mapping[str, Any], role: str | None = None) -> Evidence:
        """Return what supports a claim, or why nothing does; a `role` is who must have said it."""
        quote = spoken_words(str(claim.get("quote") or ""))
        named = claim.get("turn_ids")
        ids = sorted({i for i in named if isinstance(i, int)}) if isinstance(named, list) else []
        if not quote:
            return Evidence(problem="no_quote")
        if not ids or any(i not in self._turns for i in ids):
            return Evidence(problem="unknown_turn")
        found = [self._stretch(run).find(quote) for run in self._runs(ids)]
        good = [each for each in found if each is not None and each.problem is None]
        problems: list[Problem] = [each.problem for each in found if each and each.problem]
        if not good:
            return Evidence(problem=problems[0] if problems else "not_said")
        wanted = {name for name in (claim.get("said_by"), role) if name is not None}
        heard = [each for each in good if wanted <= {self.speaker(each)}]
        if heard:
            return heard[0]
        is_told = any(self._turns[each.turn_ids[0]].role for each in good)
        return Evidence(problem="wrong_role" if is_told else "role_unknown")

    def speaker(self, evidence: Evidence) -> str:
        """Return who says the words, as the transcript that models read names them."""
        turn = self._turns[evidence.turn_ids[0]]
        return turn.role or turn.speaker

    def _runs(self, ids: Sequence[int]) -> list[tuple[int, ...]]:
        """Return the named turns, those together that one speaker says one after the other."""
        runs: list[tuple[int, ...]] = []
        for turn_id in ids:
            turn = self._turns[turn_id]
            last = self._turns[runs[-1][-1]] if runs else None
            if last and last.id == turn_id - 1 and last.speaker == turn.speaker:
                runs[-1] = (*runs[-1], turn_id)
            else:
                runs.append((turn_id,))
        return runs

    def _stretch(self, run: tuple[int, ...]) -> "_Stretch":
        if run not in self._stretches:
            self._stretches[run] = _Stretch([self._turns[turn_id] for turn_id in run])
        return self._stretches[run]


class _Stretch:
    """Turns of one speaker that follow each other, as one text to search in."""

    def __init__(self, turns: list[Turn]) -> None:
        self._words: list[SpokenWord] = []
        self._times: list[tuple[float | None, float | None]] = []
        for turn in turns:
            words = spoken_words(turn.text, turn.id)
            self._words += words
            self._times += _times(turn, len(words))
        self._text, self._begins, self._ends = joined_units(self._words)

    def find(self, quote: list[SpokenWord]) -> Evidence | None:
        """Return where the quote stands; with a problem if only behind a negation."""
        wanted, _, _ = joined_units(quote)
        cut: Evidence | None = None
        at = self._text.find(wanted)
        while at >= 0:
            first, last = self._begins.get(at), self._ends.get(at + len(wanted))
            if first is not None and last is not None:
                if not self._is_cut(first):
                    return self._evidence(first, last)
                cut = Evidence(problem="negation_cut")
            at = self._text.find(wanted, at + 1)
        return cut

    def _is_cut(self, first: int) -> bool:
        before = self._words[first - 1] if first else None
        return before is not None and before.text in _NEGATIONS and not before.ends

    def _evidence(self, first: int, last: int) -> Evidence:
        ids = sorted({word.place for word in self._words[first : last + 1]})
        return Evidence(tuple(ids), self._times[first][0], self._times[last][1])


def _times(turn: Turn, words: int) -> list[tuple[float | None, float | None]]:
    """Return when each word is said: as the engine heard it, else the times of the whole turn."""
    heard = [(word.start, word.end) for word in turn.words for _ in spoken_words(word.text)]
    return heard if len(heard) == words else [(turn.start, turn.end)] * words
