"""A sales call, from its announcement to its erasure."""

from typing import Any

from callinsight.api.examples.analysis import ANALYSIS, ANALYSIS_ROW
from callinsight.api.examples.example import Example
from callinsight.api.examples.ids import CALL_ID, PROFILE_ID, RUN_ID
from callinsight.domain.failures import CANCELLED

_METADATA = {"customer": "Bergmann Logistics", "agent": "Anna", "direction": "outbound"}

ROW: dict[str, Any] = {
    "call_id": CALL_ID,
    "status": "Completed",
    "created_at": "2026-11-23T11:59:00Z",
    "updated_at": "2026-11-23T12:01:08Z",
    "file_name": "bergmann upgrade.m4a",
    "duration_seconds": 74.2,
    "profile_id": PROFILE_ID,
    "profile_version": 2,
    "priority": "live",
    "attempt": 1,
    "cost_usd": 0.0094,
    **_METADATA,
    "topic": "Upgrade to the fleet plan",
    "outcome": "won",
    "flags": ["failed_check"],
    "status_since": "2026-11-23T12:01:08Z",
}
_ANNOUNCED = {
    **{name: ROW[name] for name in ("call_id", "created_at", "profile_id", "priority")},
    **_METADATA,
    "status": "PendingUpload",
    "updated_at": "2026-11-23T11:59:00Z",
    "status_since": "2026-11-23T11:59:00Z",
    "metadata": _METADATA,
    "history": [{"status": "PendingUpload", "at": "2026-11-23T11:59:00Z", "attempt": 0}],
}
SHOWN: dict[str, Any] = {
    **ROW,
    "metadata": _METADATA,
    "content_type": "audio/mp4",
    "size_bytes": 603_144,
    "run_id": RUN_ID,
    "run_url": f"https://prefect.example.com/runs/flow-run/{RUN_ID}",
    "sound": {"media_type": "audio/mp4", "duration_seconds": 74.2, "channels": 2},
    "transcript": {
        "artifact": f"artifacts/{CALL_ID}/transcribe/1b7d4c.transcript.json",
        "sha256": "0c5e8f1f6a3b",
        "engine": "elevenlabs",
        "model": "scribe_v2",
        "quality": "final",
        "language": "en",
        "turns": 18,
        "words": 211,
        "roles": {"channel_0": {"role": "agent", "source": "channel"}},
    },
    "analysis": ANALYSIS,
    "metrics": {
        "source": "word_times",
        "talk_time_seconds": {"agent": 38.1, "customer": 29.6},
        "talk_ratio": {"agent": 0.563, "customer": 0.437},
        "talk_share_of_call": {"agent": 0.522, "customer": 0.405},
        "turns": {"agent": 8, "customer": 8},
        "longest_monologue_seconds": {"agent": 9.84, "customer": 7.31},
        "words_per_minute": {"agent": 185.8, "customer": 188.5},
        "questions": {"agent": 6, "customer": 2},
        "overlap_seconds": 1.2,
        "overlap_share": 0.016,
        "interruptions": {"agent": 1, "customer": 0},
        "backchannels": {"agent": 0, "customer": 2},
        "response_latency_seconds": {"agent": 0.42, "customer": 0.61},
        "overlapped_responses": {"agent": 1, "customer": 0},
        "interactivity_per_minute": 12.329,
        "non_talk_seconds": 6.5,
        "dead_air_seconds": 0.0,
        "longest_silence_seconds": 2.4,
        "hold_candidates": 0,
        "hold_seconds": 0.0,
        "unavailable": {},
    },
    "steps": {
        "transcribe": {"name": "transcribe", "seconds": 11.4, "tries": 1, "cost_usd": 0.0091},
        "analyze": {"name": "analyze", "seconds": 6.2, "tries": 1, "cost_usd": 0.0003},
    },
    "history": [
        {"status": "Queued", "at": "2026-11-23T12:00:41Z", "attempt": 1},
        {"status": "Completed", "at": "2026-11-23T12:01:08Z", "attempt": 1},
    ],
    "analyses": [ANALYSIS_ROW],
}
_AGAIN = {
    **{name: ROW[name] for name in ("call_id", "created_at", "profile_id", "file_name")},
    **_METADATA,
    "status": "Queued",
    "updated_at": "2026-11-24T09:30:00Z",
    "profile_version": 3,
    "attempt": 2,
    "metadata": _METADATA,
    "status_since": "2026-11-24T09:30:00Z",
}
_CANCELLED = {
    **{name: ROW[name] for name in ("call_id", "created_at", "profile_id", "file_name")},
    "status": "Failed",
    "updated_at": "2026-11-23T12:00:55Z",
    "attempt": 1,
    "failure": CANCELLED.model_dump(mode="json"),
}
HELD: dict[str, Any] = {
    **SHOWN,
    "flags": [*ROW["flags"], "held"],
    "hold": {
        "reason": "The customer disputes the upgrade.",
        "author": "legal",
        "at": "2026-11-24T08:00:00Z",
    },
}
_LINK = {
    "method": "POST",
    "url": "https://recordings.example.com/",
    "fields": {"key": f"uploads/{CALL_ID}/01m844ce/bergmann-upgrade.m4a", "policy": "eyJleHAi..."},
    "key": f"uploads/{CALL_ID}/01m844ce/bergmann-upgrade.m4a",
    "expires_at": "2026-11-23T12:14:05Z",
}

CALLS = {
    "create_call": Example({"profile_id": PROFILE_ID, "metadata": _METADATA}, _ANNOUNCED),
    "get_upload_url": Example(answer=_LINK),
    "list_calls": Example(answer={"calls": [ROW], "cursor": None, "scanned": 1}),
    "get_call": Example(answer=SHOWN),
    "change_call": Example(
        {"metadata": {"agent": "Anna Weber", "team": None}},
        {**SHOWN, "metadata": {**_METADATA, "agent": "Anna Weber"}, "agent": "Anna Weber"},
    ),
    "create_rerun": Example({"from": "analyze", "profile_version": 3}, _AGAIN),
    "cancel_call": Example(answer=_CANCELLED),
    "hold_call": Example({"reason": HELD["hold"]["reason"]}, HELD),
    "release_call": Example(answer=SHOWN),
    "erase_call": Example(answer={"call_id": CALL_ID, "erasure": "requested"}),
}
