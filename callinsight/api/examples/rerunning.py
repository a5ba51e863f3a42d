"""Calls done again, and what that will cost."""

from typing import Any

from callinsight.api.examples.example import Example
from callinsight.api.examples.ids import CALL_ID, PROFILE_ID

ESTIMATE: dict[str, Any] = {
    "calls": 1,
    "usd": 0.0023,
    "unknown": 0,
    "free": 0,
    "earlier_calls": 58,
    "prices_as_of": "2026-11-23",
}

RERUNNING = {
    "create_estimate": Example(
        {"call_ids": [CALL_ID], "from": "analyze", "profile_id": PROFILE_ID, "profile_version": 3},
        ESTIMATE,
    ),
}
