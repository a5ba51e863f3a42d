"""The service around calls: callers, the audit, webhooks, health."""

from callinsight.api.examples.example import Example
from callinsight.api.examples.ids import CALL_ID, DELIVERY_ID, PROFILE_ID, WEBHOOK_ID

_LINE = {
    "at": "2026-11-24T09:30:00Z",
    "actor": "warehouse",
    "kind": "key",
    "action": "call.rerun",
    "call_id": CALL_ID,
    "details": {"from": "analyze", "attempt": 2, "profile_id": PROFILE_ID, "profile_version": 3},
}
_DELIVERY = {
    "delivery_id": DELIVERY_ID,
    "webhook_id": WEBHOOK_ID,
    "event": "call.completed",
    "call_id": CALL_ID,
    "host": "hooks.example.com",
    "state": "failed",
    "created_at": "2026-11-23T12:01:08Z",
    "updated_at": "2026-11-24T12:01:10Z",
    "requests": 31,
    "replays": 0,
    "status": 502,
}
_TOTAL = {"name": "total", "usd": 0.0412, "requests": 31, "repeats": 1, "unknown": 0}
_ALL_CALLS = {
    "profile_id": None,
    "usd_per_day": 50.0,
    "spent": 31.4,
    "held": 0.8,
    "left": 17.8,
    "author": None,
    "set_at": None,
}
_OF_PROFILE = {
    "profile_id": PROFILE_ID,
    "usd_per_day": 20.0,
    "spent": 4.25,
    "held": 0.0,
    "left": 15.75,
    "author": "warehouse",
    "set_at": "2026-11-24T08:00:00Z",
}
_BUDGETS = {"day": "2026-11-24", "budgets": [_ALL_CALLS, _OF_PROFILE]}
_DUE = {"state": "waiting", "due_at": "2026-11-24T14:10:00Z", "replays": 1}
_RESULT = {
    "type": "speech_to_text_transcription",
    "event_timestamp": 1_795_435_241,
    "data": {
        "request_id": "0f3c9a",
        "transcription": {"language_code": "eng", "text": "Hello, good morning!", "words": []},
        "webhook_metadata": {"call_id": CALL_ID, "fingerprint": "1b7d4c"},
    },
}
_CREATED = {
    "eventVersion": "2.1",
    "eventSource": "aws:s3",
    "eventName": "ObjectCreated:Put",
    "s3": {
        "bucket": {"name": "callinsight-recordings"},
        "object": {"key": f"uploads/{CALL_ID}/01m844ce/bergmann-upgrade.m4a", "size": 603_144},
    },
}

SERVICE = {
    "get_me": Example(
        answer={
            "kind": "key",
            "name": "warehouse",
            "scopes": ["read"],
            "auth": "required",
            "max_recording_bytes": 5_000_000_000,
        }
    ),
    "get_costs": Example(
        answer={
            "first": "2026-11-23",
            "last": "2026-11-24",
            "total": _TOTAL,
            "by": {
                "day": [{**_TOTAL, "name": "2026-11-24"}],
                "profile": [{**_TOTAL, "name": PROFILE_ID}],
                "version": [{**_TOTAL, "name": f"{PROFILE_ID}@3"}],
                "step": [{**_TOTAL, "name": "analyze"}],
                "provider": [{**_TOTAL, "name": "openai"}],
                "model": [{**_TOTAL, "name": "gpt-6-luna"}],
            },
        }
    ),
    "list_budgets": Example(answer=_BUDGETS),
    "set_budget": Example({"usd_per_day": 20.0}, _BUDGETS),
    "drop_budget": Example(answer={"day": "2026-11-24", "budgets": [_ALL_CALLS]}),
    "resume_calls": Example(answer={"resumed": 12}),
    "get_call_audit": Example(answer={"lines": [_LINE]}),
    "list_audit": Example(answer={"lines": [_LINE], "cursor": None}),
    "list_deliveries": Example(answer={"deliveries": [_DELIVERY], "cursor": None}),
    "create_replay": Example(answer={**_DELIVERY, **_DUE}),
    "take_elevenlabs": Example(_RESULT, {"stored": True}),
    "take_s3": Example({"Records": [_CREATED]}, {"queued": True}),
    "alive": Example(answer={"status": "ok"}),
    "ready": Example(answer={"status": "ok"}),
}
