"""A score that a person puts right."""

from typing import Any

from callinsight.api.examples.calls import SHOWN
from callinsight.api.examples.ids import ANALYSIS_ID, PROFILE_ID

SCORE_WORD = {"outcome": "passed", "reason": "She greets before the recording begins."}
_EVALUATION: dict[str, Any] = {
    "profile_id": PROFILE_ID,
    "profile_version": 2,
    "analysis_id": ANALYSIS_ID,
    "quality": "final",
    "categories": [{"name": "competitor", "applies": False}],
    "scorecards": [
        {
            "name": "quality",
            "percent": 100.0,
            "criteria": [
                {
                    "name": "greeting",
                    "weight": 1,
                    "outcome": "passed",
                    "computed": "failed",
                    "override": {
                        **SCORE_WORD,
                        "profile_id": PROFILE_ID,
                        "scorecard": "quality",
                        "criterion": "greeting",
                        "author": "quality-team",
                        "at": "2026-11-23T13:00:00Z",
                    },
                }
            ],
        }
    ],
}
SCORED: dict[str, Any] = {**SHOWN, "evaluation": _EVALUATION}
