"""Categories told from the words of a call: it applies, it does not, or that cannot be known."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from callinsight.domain.category import Category, Rule
from callinsight.domain.evaluation import TURNS_SHOWN, CategoryResult
from callinsight.domain.rules import EDGE_SECONDS, NO_ROLES, NO_TIMES, turns_saying
from callinsight.domain.silences import silences
from callinsight.domain.transcript import Transcript, Turn


class Verdict(NamedTuple):
    """Whether something holds, with its turns; None cannot be known, for a reason."""

    holds: bool | None
    turn_ids: tuple[int, ...] = ()
    reason: str | None = None


class Window(NamedTuple):
    """The part of a call that a rule looks at."""

    start: float
    end: float


WHOLE = Window(0.0, math.inf)


def category_results(
    categories: Iterable[Category], transcript: Transcript
) -> tuple[CategoryResult, ...]:
    """Return for each category whether it applies, and the turns that decided it."""
    return tuple(_result(category, transcript) for category in categories)


def _result(category: Category, transcript: Transcript) -> CategoryResult:
    needed = [verdict_of(rule, transcript) for rule in category.all_of or ()]
    if category.any_of is not None:
        needed.append(any_holds([verdict_of(rule, transcript) for rule in category.any_of]))
    verdict = all_hold(needed)
    return CategoryResult(
        name=category.name,
        applies=verdict.holds,
        reason=verdict.reason,
        turn_ids=verdict.turn_ids[:TURNS_SHOWN],
    )


def all_hold(verdicts: Iterable[Verdict]) -> Verdict:
    """Join verdicts of which none may fail: one that fails decides, whatever the others are."""
    known = list(verdicts)
    for deciding in (False, None):
        found = [verdict for verdict in known if verdict.holds is deciding]
        if found:
            return _joined(found)
    return _joined(known)


def any_holds(verdicts: Iterable[Verdict]) -> Verdict:
    """Join verdicts of which one is enough."""
    return negated(all_hold(map(negated, verdicts)))


def negated(verdict: Verdict) -> Verdict:
    """Return the opposite; what is not known stays so."""
    return verdict if verdict.holds is None else verdict._replace(holds=not verdict.holds)


def verdict_of(rule: Rule, transcript: Transcript) -> Verdict:
    """Return whether one rule holds of a call."""
    window = _window(rule, transcript)
    if rule.silence_seconds is not None:
        return _silent(rule.silence_seconds, window, transcript)
    if rule.not_said is not None:
        return negated(_said(rule, rule.not_said, window, transcript))
    return _said(rule, rule.said or (), window, transcript)


def _joined(verdicts: list[Verdict]) -> Verdict:
    turns = sorted({turn for verdict in verdicts for turn in verdict.turn_ids})
    return Verdict(verdicts[0].holds, tuple(turns), verdicts[0].reason)


def _window(rule: Rule, transcript: Transcript) -> Window:
    if rule.within == "start":
        return Window(0.0, EDGE_SECONDS)
    if rule.within == "end":
        return Window(max(transcript.duration_seconds - EDGE_SECONDS, 0.0), math.inf)
    start = 0.0 if rule.from_seconds is None else rule.from_seconds
    return Window(start, math.inf if rule.to_seconds is None else rule.to_seconds)


def _said(rule: Rule, phrases: tuple[str, ...], window: Window, transcript: Transcript) -> Verdict:
    """A phrase counts where role and time are known; where they are not, it may have counted."""
    ids = {turn for phrase in phrases for turn in turns_saying(phrase, transcript.turns)}
    saying = [turn for turn in transcript.turns if turn.id in ids]
    doubts = {turn.id: _doubt(rule, window, turn) for turn in saying if _may(rule, window, turn)}
    sure = tuple(turn for turn, doubt in doubts.items() if doubt is None)
    if sure:
        return Verdict(holds=True, turn_ids=sure)
    if doubts:
        return Verdict(None, tuple(doubts), next(iter(doubts.values())))
    return Verdict(holds=False)


def _may(rule: Rule, window: Window, turn: Turn) -> bool:
    """Nothing that is known of the turn speaks against it."""
    if rule.role is not None and turn.role not in {None, rule.role}:
        return False
    after = turn.start is not None and turn.start > window.end
    return not after and not (turn.end is not None and turn.end < window.start)


def _doubt(rule: Rule, window: Window, turn: Turn) -> str | None:
    if rule.role is not None and turn.role is None:
        return NO_ROLES
    if window != WHOLE and (turn.start is None or turn.end is None):
        return NO_TIMES
    return None


def _silent(seconds: float, window: Window, transcript: Transcript) -> Verdict:
    """A silence is known only where every turn has its times, or the sound was measured."""
    found = silences(transcript)
    if found is None:
        return Verdict(None, reason=NO_TIMES)
    long = [
        silence
        for silence in found
        if min(silence.end, window.end) - max(silence.start, window.start) >= seconds
    ]
    turns = {turn for silence in long for turn in silence.turn_ids}
    return Verdict(bool(long), tuple(sorted(turns)))
