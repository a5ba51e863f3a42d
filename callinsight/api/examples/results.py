"""What came of the call: its words, its sound, its analyses."""

from typing import Any

from callinsight.api.examples.analysis import ANALYSIS, ANALYSIS_ROW
from callinsight.api.examples.calls import SHOWN
from callinsight.api.examples.example import Example
from callinsight.api.examples.ids import CALL_ID, PROFILE_ID, QUESTION_ID
from callinsight.api.examples.scores import SCORE_WORD, SCORED

TRANSCRIPT: dict[str, Any] = {
    "schema_version": 1,
    "engine": "elevenlabs",
    "model": "scribe_v2",
    "quality": "final",
    "language": "en",
    "duration_seconds": 74.2,
    "channels": 2,
    "turns": [
        {
            "id": 1,
            "speaker": "channel_0",
            "channel": 0,
            "role": "agent",
            "start": 0.4,
            "end": 1.5,
            "text": "Hello, good morning!",
            "words": [
                {"text": "Hello,", "start": 0.4, "end": 0.7, "confidence": 0.98},
                {"text": "good", "start": 0.8, "end": 1.0, "confidence": 0.99},
                {"text": "morning!", "start": 1.0, "end": 1.5, "confidence": 0.99},
            ],
        }
    ],
    "roles": {"channel_0": {"role": "agent", "source": "channel"}},
}
QUESTION: dict[str, Any] = {
    "question_id": QUESTION_ID,
    "text": "Did the agent greet the customer?",
    "author": "quality-team",
    "asked_at": "2026-11-24T09:30:00.000000Z",
    "state": "answered",
    "answer": "Yes, with good morning.",
    "claims": [
        {
            "text": "The agent says good morning.",
            "said_by": "agent",
            "turn_ids": [1],
            "quote": "Hello, good morning!",
            "confidence": 0.98,
            "verified": True,
            "start": 0.4,
            "end": 1.5,
        }
    ],
    "model": "gpt-6-luna",
    "cost_usd": 0.0002,
}
CORRECTION: dict[str, Any] = {
    "call_id": CALL_ID,
    "profile_id": PROFILE_ID,
    "transcript_sha256": "0c1d7b5e6a2f4938",
    "pointer": "/summary",
    "expected": "The customer asked for an offer.",
    "found": "The customer bought the upgrade.",
    "author": "quality-team",
    "reason": "Nothing was bought.",
    "at": "2026-11-23T12:20:00.000000Z",
}
_KEY = f"uploads/{CALL_ID}/01m844ce/bergmann-upgrade.m4a"

RESULTS = {
    "get_transcript": Example(answer=TRANSCRIPT),
    "get_recording": Example(
        answer={
            "url": f"https://recordings.example.com/{_KEY}?X-Amz-Signature=5f1d...",
            "media_type": "audio/mp4",
            "duration_seconds": 74.2,
            "expires_at": "2026-11-23T12:20:00Z",
        }
    ),
    "get_provider_answer": Example(
        answer={"language_code": "eng", "text": "Hello, good morning!", "words": []}
    ),
    "list_analyses": Example(answer={"analyses": [{**ANALYSIS_ROW, "current": True}]}),
    "get_analysis": Example(answer=ANALYSIS),
    "override_score": Example(request=SCORE_WORD, answer=SCORED),
    "take_score_back": Example(answer=SHOWN),
    "ask_call": Example({"text": QUESTION["text"]}, QUESTION),
    "list_questions": Example(answer={"questions": [QUESTION]}),
    "get_question": Example(answer=QUESTION),
    "answer_forms": Example(
        answer={
            "type": "object",
            "properties": {"resolved": {"type": ["string", "null"]}},
            "required": ["resolved"],
            "additionalProperties": False,
        }
    ),
    "list_corrections": Example(answer={"corrections": [CORRECTION]}),
    "correct_answer": Example(
        {"expected": CORRECTION["expected"], "reason": CORRECTION["reason"]}, CORRECTION
    ),
    "take_correction_back": Example(answer={"corrections": []}),
}
