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
_DUE = {"state": "waiting", "due_at": "2026-11-24T14:10:00Z", "replays": 1}

SERVICE = {
    "get_me": Example(
        answer={"kind": "key", "name": "warehouse", "scopes": ["read"], "auth": "required"}
    ),
    "get_call_audit": Example(answer={"lines": [_LINE]}),
    "list_audit": Example(answer={"lines": [_LINE], "cursor": None}),
    "list_deliveries": Example(answer={"deliveries": [_DELIVERY], "cursor": None}),
    "create_replay": Example(answer={**_DELIVERY, **_DUE}),
    "take_elevenlabs": Example(answer={"stored": True}),
    "take_s3": Example(answer={"queued": True}),
    "alive": Example(answer={"status": "ok"}),
    "ready": Example(answer={"status": "ok"}),
}
