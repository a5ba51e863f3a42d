"""Contradictions: answers that cannot both be true, whatever was said in the call.

Each has a stable code, which docs/profiles.md explains. A profile's own `resolved` and `escalated`
count as those of call_analysis.v1 do.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from callinsight.domain.answer_view import AnswerView
from callinsight.domain.chapter_order import chapters_in_disorder
from callinsight.domain.findings import ContradictionReason, Finding
from callinsight.domain.moods import moods_at_odds

_Rule = tuple[ContradictionReason, str, Callable[[AnswerView], bool]]
_CALL_BACK = re.compile(
    r"\b(?:call(?:s|ed|ing)?|ring|phone)\b[\w' ]{0,24}\bback\b|\bcall-?backs?\b|\bzurückrufen\b|"
    r"\brückruf\b|\brappel(?:er|le)\b|\bdevolver la llamada\b|\brichiamare\b|\bterugbellen\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:no|not|never|without|kein\w*|nicht|pas|sin|non|geen|niet)\b", re.IGNORECASE
)


def contradictions(answers: Any) -> Iterator[Finding]:
    """Yield a finding for each pair of answers that contradict each other, at the second one."""
    view = AnswerView(answers)
    found = [(reason, path) for reason, path, holds in _RULES if holds(view)]
    for reason, path in (*found, *moods_at_odds(view), *chapters_in_disorder(view)):
        yield Finding(kind="contradiction", path=path, reason=reason)


def _is_open(view: AnswerView) -> bool:
    """Somebody of the contact centre still has to act; what the customer will do is no loose end."""
    return any(item.get("owner") != "customer" for item in view.items("action_items"))


def _calls_back(view: AnswerView) -> bool:
    """Somebody of the contact centre is to call back."""
    texts = [
        str(item.get("text") or "")
        for item in view.items("action_items")
        if item.get("owner") != "customer"
    ]
    return any(_CALL_BACK.search(text) and not _NOT.search(text) for text in texts)


def _done_and_open(view: AnswerView) -> bool:
    return not _texts(view, "actions_taken").isdisjoint(_texts(view, "action_items"))


def _texts(view: AnswerView, name: str) -> set[str]:
    texts = {" ".join(re.findall(r"\w+", str(i.get("text")).casefold())) for i in view.items(name)}
    return {text for text in texts if " " in text}  # a single word may stand for two things


def _never_escalated(view: AnswerView) -> bool:
    done, requested = view.value("escalation", "done"), view.value("escalation", "requested")
    return done is False or view.own("escalated") is False or (done is None and requested is False)


_RULES: tuple[_Rule, ...] = (
    ("resolved_but_open", "/action_items", lambda v: v.is_resolved and _is_open(v)),
    (
        "resolved_but_callback",
        "/callback",
        lambda v: v.is_resolved and v.value("callback", "requested") is True,
    ),
    ("resolved_but_escalated", "/escalation", lambda v: v.is_resolved and v.is_escalated),
    ("resolved_and_unresolved", "/resolved", lambda v: v.is_resolved and v.is_unresolved),
    ("resolved_but_dissatisfied", "/csat_predicted", lambda v: v.is_resolved and v.csat == 1),
    (
        "escalated_without_escalation",
        "/escalation",
        lambda v: v.status == "escalated" and _never_escalated(v),
    ),
    (
        "escalated_and_not",
        "/escalation",
        lambda v: (
            v.own("escalated") is not None
            and v.value("escalation", "done") is (not v.own("escalated"))
        ),
    ),
    (
        "escalation_without_request",
        "/escalation",
        lambda v: (
            v.value("escalation", "requested") is False and v.value("escalation", "done") is True
        ),
    ),
    (
        "time_without_callback",
        "/callback",
        lambda v: (
            v.value("callback", "requested") is False and v.value("callback", "when") is not None
        ),
    ),
    (
        "callback_denied_but_open",
        "/action_items",
        lambda v: v.value("callback", "requested") is False and _calls_back(v),
    ),
    (
        "first_contact_but_callback",
        "/callback",
        lambda v: (
            v.value("resolution", "first_contact") is True
            and v.value("callback", "is_callback") is True
        ),
    ),
    ("done_but_open", "/action_items", _done_and_open),
)
