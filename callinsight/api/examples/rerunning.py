"""Calls done again, and what that will cost."""

from typing import Any

from callinsight.api.examples.example import Example
from callinsight.api.examples.ids import CALL_ID, PROFILE_ID, REANALYSIS_ID

ESTIMATE: dict[str, Any] = {
    "calls": 1,
    "usd": 0.0023,
    "unknown": 0,
    "free": 0,
    "earlier_calls": 58,
    "prices_as_of": "2026-11-23",
}
_COSTS: dict[str, Any] = {**ESTIMATE, "calls": 340, "usd": 0.78, "unknown": 2}
_CALLS = {"status": "Completed", "profile_id": PROFILE_ID, "created_from": "2026-11-01T00:00:00Z"}
REANALYSIS: dict[str, Any] = {
    "reanalysis_id": REANALYSIS_ID,
    "state": "Running",
    "created_at": "2026-11-24T09:30:00Z",
    "updated_at": "2026-11-24T09:32:00Z",
    "author": "warehouse",
    "profile_id": PROFILE_ID,
    "profile_version": 3,
    "calls": {**_CALLS, "created_to": "2026-11-24T09:30:00Z", "filters": {}, "most": 1000},
    "per_minute": 60,
    "estimate": _COSTS,
    "queued": 120,
    "skipped": {"up_to_date": 14},
}
_PLAN = {
    "profile_id": PROFILE_ID,
    "profile_version": 3,
    "estimate": _COSTS,
    "skipped": {"up_to_date": 14, "no_final_transcript": 3},
    "is_whole": True,
    "reanalysis": None,
}

RERUNNING = {
    "create_estimate": Example(
        {"call_ids": [CALL_ID], "from": "analyze", "profile_id": PROFILE_ID, "profile_version": 3},
        ESTIMATE,
    ),
    "create_reanalysis": Example(
        {"profile_id": PROFILE_ID, "calls": _CALLS, "per_minute": 60, "dry_run": True}, _PLAN
    ),
    "list_reanalyses": Example(answer={"reanalyses": [REANALYSIS]}),
    "get_reanalysis": Example(answer=REANALYSIS),
    "change_reanalysis": Example({"state": "Paused"}, {**REANALYSIS, "state": "Paused"}),
}
