"""Moods that cannot be those of one call: sentiments, satisfaction, complaints and risk of leaving."""

from collections.abc import Callable, Iterator

from callinsight.domain.answer_view import AnswerView
from callinsight.domain.findings import ContradictionReason

VERY = 4.5  # of 5, on either side: only what is that clear contradicts
# A mean lies between its parts; models round, and weigh moments that no part tells.
_TOLERANCE = 2.0
_OPPOSITE = 6.0
_QUARTERS = 4
_MOST_EFFORT = 5
_BEST, _WORST = 5, 1

_Rule = tuple[ContradictionReason, str, Callable[[AnswerView], bool]]


def moods_at_odds(view: AnswerView) -> Iterator[tuple[ContradictionReason, str]]:
    """Yield a code and a place for each pair of moods that contradict each other."""
    for code, path, holds in _RULES:
        if holds(view):
            yield code, path


def _mood(view: AnswerView) -> float:
    return view.number("sentiment", "customer") or 0.0


def _mood_at_end(view: AnswerView) -> float:
    end = view.number("customer", "sentiment_end")
    return _mood(view) if end is None else end


def _is_outside(value: float | None, parts: list[float], tolerance: float) -> bool:
    if value is None or not parts:
        return False
    return not min(parts) - tolerance <= value <= max(parts) + tolerance


def _is_overall_outside(view: AnswerView) -> bool:
    both = [view.number("sentiment", who) for who in ("customer", "agent")]
    known = [mood for mood in both if mood is not None]
    overall = view.number("sentiment", "overall")
    return len(known) == len(both) and _is_outside(overall, known, _TOLERANCE)


def _is_customer_outside(view: AnswerView) -> bool:
    quarters = view.numbers("sentiment", "per_quarter")
    ends = [view.number("customer", name) for name in ("sentiment_start", "sentiment_end")]
    known = [*quarters, *(mood for mood in ends if mood is not None)]
    is_whole = len(quarters) == _QUARTERS or None not in ends
    return is_whole and _is_outside(view.number("sentiment", "customer"), known, _TOLERANCE)


def _is_opposite(view: AnswerView, name: str, quarter: int) -> bool:
    quarters = view.numbers("sentiment", "per_quarter")
    mood = view.number("customer", name)
    if len(quarters) != _QUARTERS or mood is None:
        return False
    return abs(quarters[quarter] - mood) >= _OPPOSITE


def _is_satisfaction_at_odds(view: AnswerView) -> bool:
    mood = _mood_at_end(view)
    return (view.csat == _BEST and mood <= -VERY) or (view.csat == _WORST and mood >= VERY)


def _has_no_risk(view: AnswerView) -> bool:
    return str(view.value("churn_risk", "level")) == "none"


_RULES: tuple[_Rule, ...] = (
    (
        "no_churn_risk_but_upset",
        "/churn_risk",
        lambda v: _has_no_risk(v) and _mood(v) <= -VERY and _mood_at_end(v) < 0,
    ),
    (
        "complaints_but_delighted",
        "/complaints",
        lambda v: bool(v.items("complaints")) and _mood(v) >= VERY,
    ),
    (
        "unresolved_but_satisfied",
        "/csat_predicted",
        lambda v: v.csat == _BEST and v.is_unresolved,
    ),
    (
        "effort_but_satisfied",
        "/csat_predicted",
        lambda v: v.csat == _BEST and v.number("customer", "effort") == _MOST_EFFORT,
    ),
    ("satisfaction_against_mood", "/csat_predicted", _is_satisfaction_at_odds),
    ("overall_sentiment_out_of_range", "/sentiment/overall", _is_overall_outside),
    ("customer_sentiment_out_of_range", "/sentiment/customer", _is_customer_outside),
    (
        "sentiment_start_differs",
        "/customer/sentiment_start",
        lambda v: _is_opposite(v, "sentiment_start", 0),
    ),
    (
        "sentiment_end_differs",
        "/customer/sentiment_end",
        lambda v: _is_opposite(v, "sentiment_end", -1),
    ),
)
