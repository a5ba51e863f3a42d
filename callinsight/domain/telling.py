"""Which endings of a call are news, and how news is kept on the record until it is handed over."""

import hashlib
from datetime import datetime
from typing import Any

from callinsight.domain.call import Call
from callinsight.domain.news import Event, News, NewsMark
from callinsight.domain.status import TERMINAL, Status

UNTOLD_AT_MOST = 20
ALERTED_AT_MOST = 20
# What everybody may know of a call: no metadata, no answer of a model, no word of the call.
TOLD = frozenset(
    {
        "call_id",
        "status",
        "created_at",
        "updated_at",
        "duration_seconds",
        "profile_id",
        "profile_version",
        "priority",
        "attempt",
        "cost_usd",
        "failure",
    }
)


def telling(call: Call, now: datetime) -> dict[str, Any]:
    """Return what an ending also writes where news is told: the call is due once more, in a lane
    of its own.

    Nothing if the ending is no news. News of an earlier ending that nobody has handed over yet,
    because the call was started again first, is kept and goes with it. [untold]
    """
    if call.status not in TERMINAL or call.erased_at is not None:
        return {}
    mark = _mark_of(call)
    is_news = mark != call.latest_news
    untold = (*call.untold, _news_of(call, mark, now)) if is_news else call.untold
    alert = alert_of(call, now)
    untold = (*untold, alert) if alert else untold
    if not untold:
        return {}
    kept = untold[-UNTOLD_AT_MOST:]
    alerted = {"alerted": (*call.alerted, alert.id)[-ALERTED_AT_MOST:]} if alert else {}
    return {"latest_news": mark, "untold": kept, "due_at": now, "lane": "notify", **alerted}


def alert_of(call: Call, now: datetime) -> News | None:
    """Return the alert of a completed call, once for each of its analyses: ids and codes only."""
    found = call.evaluation
    if call.status is not Status.COMPLETED or found is None or not found.alerts:
        return None
    digest = hashlib.sha256("\n".join((call.call_id, "call.alert", found.analysis_id)).encode())
    alert_id = f"{call.call_id}-{digest.hexdigest()[:16]}"
    if alert_id in call.alerted:
        return None
    told = found.model_dump(
        mode="json", include={"profile_id", "profile_version", "analysis_id", "quality", "alerts"}
    )
    document = {"call_id": call.call_id, "status": call.status.value, **told}
    return News(id=alert_id, event="call.alert", created_at=now, call=document)


def told_when_added(call: Call, now: datetime) -> Call:
    """Return a new record that tells its news, if it begins with its end."""
    return call.model_copy(update=telling(call, now))


def _mark_of(call: Call) -> NewsMark:
    """Return the mark of the call's outcome; that of the same outcome again is the same mark.

    The id is made of the call and its outcome: the analysis, or the attempt that failed. If
    something else was told in between, it is made of that as well, so that a receiver who knows
    the older news takes the way back for news. [again]
    """
    completed = call.status is Status.COMPLETED
    event: Event = "call.completed" if completed else "call.failed"
    outcome = str((call.analysis or {}).get("artifact")) if completed else str(call.attempt)
    latest = call.latest_news
    if latest is not None and (latest.event, latest.outcome) == (event, outcome):
        return latest
    before = latest.id if latest is not None else ""
    digest = hashlib.sha256("\n".join((call.call_id, event, outcome, before)).encode())
    return NewsMark(id=f"{call.call_id}-{digest.hexdigest()[:16]}", event=event, outcome=outcome)


def _news_of(call: Call, mark: NewsMark, now: datetime) -> News:
    told = call.model_copy(update={"updated_at": now})
    document = told.model_dump(mode="json", include=set(TOLD), exclude_none=True)
    return News(id=mark.id, event=mark.event, created_at=now, call=document)
