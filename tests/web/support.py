"""A profile that asks for evidence, and what its model answers about the call of a refund."""

import json
from typing import Any

from callinsight.domain.profile import Profile
from tests.builders import a_profile

SUPPORT = "support"
_TEXT = {"type": ["string", "null"]}
_CLAIM = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "quote": {"type": "string"},
        "turn_ids": {"type": "array", "items": {"type": "integer"}},
    },
}
_JUDGEMENT = {
    "type": ["object", "null"],
    "properties": {
        "score": {"type": "integer", "description": "1 to 5"},
        "why": {"type": "string"},
        "turn_ids": {"type": "array", "items": {"type": "integer"}},
    },
}
_FIELDS = {
    "summary": _TEXT,
    "topic": _TEXT,
    "resolved": {"type": ["boolean", "null"]},
    "callback": _TEXT,
    "promises": {"type": "array", "items": _CLAIM},
    "politeness": _JUDGEMENT,
}


def the_support_profile(version: int = 1) -> Profile:
    """The profile `support`; each version asks for the summary in other words."""
    asked = {name: f"Tell about: {name}." for name in _FIELDS}
    return a_profile(
        SUPPORT,
        version,
        name="Support with evidence",
        prompts={**asked, "summary": f"What happened? At most {version} sentences."},
        output_schema={"type": "object", "properties": _FIELDS},
        keywords={"money_back": ["refund", "wrong charge", "paid twice"]},
        checks=[
            {"name": "greeting", "role": "agent", "within": "start", "any_of": ["good morning"]},
            {"name": "offers_a_manager", "role": "agent", "any_of": ["my manager"]},
        ],
    )


def the_answer(**fields: Any) -> str:
    """What a model answers about the call of a refund."""
    answer = {
        "summary": "The customer was charged twice for one month. The agent found the wrong charge and refunds $40 this week.",
        "topic": "Double charge",
        "resolved": True,
        "callback": None,
        "promises": [
            {
                "text": "A refund of forty dollars this week",
                "quote": "We will refund forty dollars this week.",
                "turn_ids": [4],
            },
            {
                "text": "A letter of apology",
                "quote": "We will send a letter of apology.",
                "turn_ids": [3],
            },
        ],
        "politeness": {
            "score": 4,
            "why": "Greets, apologises, offers more help",
            "turn_ids": [1, 6],
        },
        **fields,
    }
    return json.dumps(answer)
