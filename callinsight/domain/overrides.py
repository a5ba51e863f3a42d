"""A person's word on a scorecard: it wins, and what was computed stays beside it."""

from collections.abc import Iterable
from datetime import datetime

from callinsight.domain.call import Call
from callinsight.domain.errors.call import ConflictError, CriterionNotFoundError
from callinsight.domain.evaluation import (
    CriterionResult,
    Evaluation,
    Outcome,
    ScorecardResult,
    ScoreOverride,
)
from callinsight.domain.scoring import totalled
from callinsight.domain.transitions import Write, change

OVERRIDES_LIMIT = 100


def overridden(
    call: Call,
    now: datetime,
    scorecard: str,
    criterion: str,
    *,
    outcome: Outcome,
    reason: str,
    author: str,
) -> Write:
    """Return the write of a person's word; it fails if another one was written meanwhile.

    Raises `CriterionNotFoundError`, and `ConflictError` if the call has too many of them.
    """
    profile_id = _profile_of(call, scorecard, criterion)
    word = ScoreOverride(
        profile_id=profile_id,
        scorecard=scorecard,
        criterion=criterion,
        outcome=outcome,
        reason=reason,
        author=author,
        at=now,
    )
    kept = (*_others(call, profile_id, scorecard, criterion), word)
    if len(kept) > OVERRIDES_LIMIT:
        raise ConflictError(f"A call has at most {OVERRIDES_LIMIT} overridden scores.")
    return _written(call, now, kept)


def taken_back(call: Call, now: datetime, scorecard: str, criterion: str) -> Write:
    """Return the write that removes a person's word, if there was any."""
    profile_id = _profile_of(call, scorecard, criterion)
    return _written(call, now, tuple(_others(call, profile_id, scorecard, criterion)))


def with_overrides(
    evaluation: Evaluation | None, overrides: Iterable[ScoreOverride]
) -> Evaluation | None:
    """Return the evaluation as people see it: their words count, and totals are computed anew."""
    if evaluation is None:
        return None
    words = {
        (word.scorecard, word.criterion): word
        for word in overrides
        if word.profile_id == evaluation.profile_id
    }
    scorecards = tuple(
        totalled(card.name, [_changed(card, row, words) for row in card.criteria])
        for card in evaluation.scorecards
    )
    return evaluation.model_copy(update={"scorecards": scorecards})


def _changed(
    card: ScorecardResult, row: CriterionResult, words: dict[tuple[str, str], ScoreOverride]
) -> CriterionResult:
    word = words.get((card.name, row.name))
    if word is None:
        return row
    changed = {"outcome": word.outcome, "computed": row.outcome, "override": word}
    return row.model_copy(update=changed)


def _profile_of(call: Call, scorecard: str, criterion: str) -> str:
    if call.evaluation is not None:
        for card in call.evaluation.scorecards:
            if card.name == scorecard and any(row.name == criterion for row in card.criteria):
                return call.evaluation.profile_id
    raise CriterionNotFoundError("The call has no such criterion on a scorecard.")


def _others(call: Call, profile_id: str, scorecard: str, criterion: str) -> Iterable[ScoreOverride]:
    place = (profile_id, scorecard, criterion)
    return (
        word
        for word in call.score_overrides or ()
        if (word.profile_id, word.scorecard, word.criterion) != place
    )


def _written(call: Call, now: datetime, kept: tuple[ScoreOverride, ...]) -> Write:
    return change(call, now, expect=("score_overrides",), score_overrides=kept or None)
