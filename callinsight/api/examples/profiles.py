"""The profile that the examples' call is analyzed with."""

from typing import Any

from callinsight.api.examples.example import Example
from callinsight.api.examples.ids import CALL_ID, PROFILE_ID

_DOCUMENT: dict[str, Any] = {
    "name": "Sales call",
    "openai_model": "gpt-6-luna",
    "temperature": 0.2,
    "prompts": {
        "summary": "What happened in this call? At most three sentences.",
        "outcome": "How did the call end for the sale?",
    },
    "keywords": {"price": ["price", "discount"]},
    "checks": [{"name": "introduction", "role": "agent", "any_of": ["my name is"]}],
}


def _version(number: int) -> dict[str, Any]:
    return {"profile_id": PROFILE_ID, "version": number, **_DOCUMENT}


def _achieved(number: int, share: float) -> dict[str, Any]:
    return {
        "profile_id": PROFILE_ID,
        "version": number,
        "calls": 12,
        "labels": 20,
        "agreement": share,
        "schema_valid": 1.0,
        "evidence_verified": None,
        "cost_usd": 0.031,
        "mean_seconds": 2.4,
        "fields": [{"pointer": "/outcome", "labels": 20, "exact": share, "f1": share}],
    }


_REPORT = {
    "profile_id": PROFILE_ID,
    "at": "2026-05-01T09:40:00.000000Z",
    "golden_set": "5f0e3c9e8f0e4c599d3c0d9c3f4a7a11",
    "most_calls": 50,
    "current": _achieved(3, 0.9),
    "candidate": _achieved(2, 0.8),
    "worse": ["agreement", "/outcome"],
    "left_out": 0,
}

PROFILES = {
    "list_profiles": Example(
        answer={
            "profiles": [
                {
                    "profile_id": PROFILE_ID,
                    "name": "Sales call",
                    "version": 3,
                    "openai_model": "gpt-6-luna",
                    "is_default": False,
                }
            ]
        }
    ),
    "get_profile": Example(answer=_version(3)),
    "list_versions": Example(
        answer={
            "versions": [
                {
                    "version": 3,
                    "name": "Sales call",
                    "current": True,
                    "author": "quality-team",
                    "created_at": "2026-05-01T09:30:00.000000Z",
                },
                {
                    "version": 2,
                    "name": "Sales call",
                    "current": False,
                    "author": None,
                    "created_at": None,
                },
            ]
        }
    ),
    "get_version": Example(answer=_version(2)),
    "add_version": Example({**_DOCUMENT, "make_current": True}, _version(4)),
    "set_current": Example({"version": 2}, _version(2)),
    "create_evaluation": Example(
        {"version": 2, "most_calls": 50},
        {"run_id": "0b5f3c9e-8f0e-4c59-9d3c-0d9c3f4a7a11", "version": 2},
    ),
    "compare_versions": Example(
        answer={
            "profile_id": PROFILE_ID,
            "before": 2,
            "after": 3,
            "calls": 20,
            "left_out": 1,
            "unchanged": 19,
            "before_cost_usd": 0.031,
            "after_cost_usd": 0.034,
            "fields": [{"pointer": "/outcome", "changed": 1, "agreement": 0.95}],
            "changes": [
                {
                    "call_id": CALL_ID,
                    "pointer": "/outcome",
                    "before": "open",
                    "after": "won",
                    "f1": 0.0,
                }
            ],
        }
    ),
    "list_evaluations": Example(answer={"evaluations": [_REPORT]}),
    "check_document": Example(
        {"document": {"name": "Sales call", "prompts": {"Outcome": "How did it end?"}}},
        {
            "problems": [
                {
                    "field": "prompts.Outcome.[key]",
                    "message": "String should match pattern '^[a-z][a-z0-9_]{0,63}$'",
                }
            ]
        },
    ),
}
