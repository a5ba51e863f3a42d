"""Evidence: are a claim's words really said in the turns it names, by whom it says?

A quote counts if its words follow each other in one turn, or run on into the next turn of the
same speaker, with no more than a short answer of another in between. Case, punctuation, accents,
apostrophes and fillers make no difference; a number does. Words cut out behind a negation are no
evidence, as `not satisfied` does not say `satisfied`, nor are one or two words that could stand
anywhere, nor what is said to the machine that reads the call.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from callinsight.domain.claim import Problem
from callinsight.domain.negations import REACH, is_cut_off
from callinsight.domain.spoken_orders import is_order
from callinsight.domain.spoken_words import SpokenWord, joined_units, spoken_words
from callinsight.domain.transcript import Transcript, Turn

# So many words of another, such as `mm-hm` or `yes okay`, do not part what one person says.
_SHORT_ANSWER = 3
# Fewer words are evidence only if they are a sentence, a number, or the words of the claim itself.
_FEW = 2
_FEW_LETTERS = 12
_SENTENCE_ENDS = frozenset(".?!\u2026\u3002\uff01\uff1f\u061f")
Written = Callable[[str], str]


class Evidence(NamedTuple):
    """What became of one claim: the turns that support it and when, or the problem."""

    turn_ids: tuple[int, ...] = ()
    start: float | None = None
    end: float | None = None
    problem: Problem | None = None
    is_short: bool = False


class Turns:
    """The turns of one call, with their words prepared for many quotes.

    `written` makes the same words look the same where they are written in different ways; it is
    asked for quotes that are not found as they stand.
    """

    def __init__(self, transcript: Transcript, written: Written | None = None) -> None:
        self._turns = {turn.id: turn for turn in transcript.turns}
        self._ways: list[Written] = [str, written] if written else [str]
        self._stretches: dict[tuple[int, tuple[int, ...]], _Stretch] = {}

    def evidence(self, claim: Mapping[str, Any], role: str | None = None) -> Evidence:
        """Return what supports a claim, or why nothing does; a `role` is who must have said it."""
        quote = str(claim.get("quote") or "")
        named = claim.get("turn_ids")
        ids = sorted({i for i in named if isinstance(i, int)}) if isinstance(named, list) else []
        if not spoken_words(quote):
            return Evidence(problem="no_quote")
        if not ids or any(i not in self._turns for i in ids):
            return Evidence(problem="unknown_turn")
        found = next(
            filter(None, (self._found(ids, quote, way) for way in range(len(self._ways)))), []
        )
        good = [each for each in found if each.problem is None]
        if not good:
            return Evidence(problem=found[0].problem if found else "not_said")
        return self._judged(good, claim, role)

    def speaker(self, evidence: Evidence) -> str:
        """Return who says the words, as the transcript that models read names them."""
        turn = self._turns[evidence.turn_ids[0]]
        return turn.role or turn.speaker

    def _found(self, ids: Sequence[int], quote: str, way: int) -> list[Evidence]:
        words = spoken_words(self._ways[way](quote))
        found = (self._stretch(run, way).find(words) for run in self._runs(ids))
        return [each for each in found if each is not None]

    def _judged(
        self, good: Sequence[Evidence], claim: Mapping[str, Any], role: str | None
    ) -> Evidence:
        """Return the first place where the right person says it, and says it to a person."""
        wanted = {str(name).casefold() for name in (claim.get("said_by"), role) if name is not None}
        heard = [each for each in good if wanted <= {self.speaker(each).casefold()}]
        if not heard:
            is_told = any(self._turns[each.turn_ids[0]].role for each in good)
            return Evidence(problem="wrong_role" if is_told else "role_unknown")
        if all(self._is_order(each) for each in heard):
            return Evidence(problem="spoken_order")
        if all(each.is_short for each in heard) and not _repeats(claim):
            return Evidence(problem="too_short")
        return next(each for each in heard if not self._is_order(each))

    def _is_order(self, evidence: Evidence) -> bool:
        turns = [self._turns[turn_id] for turn_id in evidence.turn_ids]
        return any(turn.role != "agent" and is_order(turn.text) for turn in turns)

    def _runs(self, ids: Sequence[int]) -> list[tuple[int, ...]]:
        """Return the named turns, those together that one speaker says one after the other."""
        runs: list[tuple[int, ...]] = []
        for turn_id in ids:
            own = self._turns[turn_id].speaker
            place = next(
                (at for at, run in enumerate(runs) if self._goes_on(run[-1], turn_id, own)), None
            )
            if place is None:
                runs.append((turn_id,))
            else:
                runs[place] = (*runs[place], turn_id)
        return runs

    def _goes_on(self, last: int, turn_id: int, speaker: str) -> bool:
        """Say whether a turn is its speaker's next one, or goes on with a sentence after a short answer."""
        between = [self._turns[at] for at in range(last + 1, turn_id) if at in self._turns]
        if between and self._turns[last].text.rstrip()[-1:] in _SENTENCE_ENDS:
            return False
        return self._turns[last].speaker == speaker and all(
            turn.speaker != speaker and len(turn.text.split()) <= _SHORT_ANSWER for turn in between
        )

    def _stretch(self, run: tuple[int, ...], way: int) -> "_Stretch":
        if (way, run) not in self._stretches:
            turns = [self._turns[turn_id] for turn_id in run]
            before = self._before(run[0])
            written = self._ways[way]
            self._stretches[way, run] = _Stretch(turns, written, before)
        return self._stretches[way, run]

    def _before(self, turn_id: int) -> Turn | None:
        """Return the turn that a turn goes on from, if there is one."""
        own = self._turns[turn_id].speaker
        earlier = (at for at in range(turn_id - 1, turn_id - 3, -1) if at in self._turns)
        return next((self._turns[at] for at in earlier if self._goes_on(at, turn_id, own)), None)


class _Stretch:
    """Turns of one speaker that follow each other, as one text to search in."""

    def __init__(self, turns: list[Turn], written: Written, before: Turn | None) -> None:
        self._words: list[SpokenWord] = []
        self._times: list[tuple[float | None, float | None]] = []
        for turn in turns:
            words = spoken_words(written(turn.text), turn.id)
            self._words += words
            self._times += _times(turn, len(words))
        self._before = spoken_words(before.text)[-REACH:] if before else []
        self._text, self._begins, self._ends = joined_units(self._words)

    def find(self, quote: list[SpokenWord]) -> Evidence | None:
        """Return where the quote stands; with a problem if only behind a negation."""
        wanted, _, _ = joined_units(quote)
        cut: Evidence | None = None
        at = self._text.find(wanted)
        while at >= 0:
            first, last = self._begins.get(at), self._ends.get(at + len(wanted))
            if first is not None and last is not None:
                if not self._is_cut(first, last):
                    return self._evidence(first, last)
                cut = Evidence(problem="negation_cut")
            at = self._text.find(wanted, at + 1)
        return cut

    def _is_cut(self, first: int, last: int) -> bool:
        before = [*self._before, *self._words[:first]]
        return is_cut_off(before, self._words[first : last + 1], self._words[last + 1 :])

    def _evidence(self, first: int, last: int) -> Evidence:
        ids = sorted({word.place for word in self._words[first : last + 1]})
        is_short = self._is_short(first, last)
        return Evidence(tuple(ids), self._times[first][0], self._times[last][1], is_short=is_short)

    def _is_short(self, first: int, last: int) -> bool:
        """Say whether words are too few to tell anything, and are no sentence of their own."""
        words = self._words[first : last + 1]
        letters = sum(len(word.text) for word in words)
        if len(words) > _FEW or letters > _FEW_LETTERS or any(w.text[-1:].isdigit() for w in words):
            return False
        begins = first == 0 or self._words[first - 1].ends
        return not (begins and (words[-1].ends or last == len(self._words) - 1))


def _repeats(claim: Mapping[str, Any]) -> bool:
    """Say whether a claim is no more than the words it quotes, as the name of a product is."""
    stated = {word.text for word in spoken_words(str(claim.get("text") or ""))}
    return all(word.text in stated for word in spoken_words(str(claim.get("quote") or "")))


def _times(turn: Turn, words: int) -> list[tuple[float | None, float | None]]:
    """Return when each word is said: as the engine heard it, else the times of the whole turn."""
    heard = [(word.start, word.end) for word in turn.words for _ in spoken_words(word.text)]
    return heard if len(heard) == words else [(turn.start, turn.end)] * words
