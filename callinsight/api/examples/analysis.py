"""The analysis of the examples' call."""

from typing import Any

from callinsight.api.examples.ids import ANALYSIS_ID, PROFILE_ID

ANALYSIS: dict[str, Any] = {
    "schema_version": 1,
    "mode": "comprehensive",
    "quality": "final",
    "answers": {
        "summary": "Bergmann Logistics moves to the fleet plan for twelve vehicles.",
        "topic": "Upgrade to the fleet plan",
        "objections": ["the price of the trackers"],
        "outcome": "won",
        "budget": None,
    },
    "unanswerable": [{"field": "budget", "reason": "No price or budget is named in the call."}],
    "keyword_hits": [{"topic": "price", "phrase": "discount", "turn_ids": [7, 9]}],
    "checks": [{"name": "introduction", "passed": False, "turn_ids": []}],
    "provenance": {
        "engine": "openai",
        "openai_model": "gpt-6-luna",
        "model": "gpt-6-luna",
        "profile_id": PROFILE_ID,
        "profile_version": 2,
        "comprehensive_analysis": True,
        "prompt_sha256": "b1946ac92492",
        "transcript_sha256": "0c5e8f1f6a3b",
        "usage": {"requests": 1, "input_tokens": 1874, "output_tokens": 163},
        "recording_version": "3HL4kqtJvjVBH40Nrjfkd",
        "audio_sha256": "5891b5b522d5",
        "transcription_engine": "elevenlabs",
        "transcription_model": "scribe_v2",
        "code_version": "0.1.0",
    },
}
ANALYSIS_ROW = {
    "id": ANALYSIS_ID,
    "made_at": "2026-11-23T12:01:07Z",
    "profile_id": PROFILE_ID,
    "profile_version": 2,
    "mode": "comprehensive",
    "quality": "final",
    "model": "gpt-6-luna",
    "cost_usd": 0.0003,
}
