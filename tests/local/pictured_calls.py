"""Calls for pictures: the demo recordings, with words and answers as people would say them."""

import json
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel

from callinsight.shipped import SHIPPED
from tests.local.embedded import Embedded
from tests.local.pictured_answers import ANALYSES
from tests.stubs.running import StubProviders

PEOPLE = (
    ("Zoë Müller", "Robert"),
    ("Susan Ortega", "Michael"),
    ("Łukasz Nowak", "Robert"),
    ("Amara Okafor", "Dana"),
    ("Paper Mountain GmbH", "Robert"),
    ("J. van den Berg", "Michael"),
)
_GAP = 0.04


class Turn(BaseModel):
    """One turn of a recording's script."""

    role: Literal["agent", "customer"]
    text: str
    pause_seconds: float


def a_pictured_call(stack: Embedded, stubs: StubProviders, name: str, number: int) -> str:
    """Let a recording become a completed call; return its id."""
    recording = next((SHIPPED / "recordings").glob(f"{name}.[am]*"))
    stubs.script("elevenlabs", {"body": scribed(recording)})
    stubs.script("openai", {"text": json.dumps(ANALYSES[name])})
    customer, agent = PEOPLE[number % len(PEOPLE)]
    profile = "default" if name == "support_refund" else "collections"
    metadata = {"customer": customer, "agent": agent, "direction": "inbound"}
    call_id = stack.upload(
        recording.name, recording.read_bytes(), profile_id=profile, metadata=metadata
    )
    stack.wait_for(call_id, "Completed")
    return call_id


def scribed(recording: Path) -> dict[str, Any]:
    """Return the script of a recording as a transcription per channel."""
    script = yaml.safe_load(recording.with_suffix(".yaml").read_text())
    words: dict[str, list[dict[str, Any]]] = {"agent": [], "customer": []}
    at = 0.0
    for turn in map(Turn.model_validate, script["turns"]):
        at += turn.pause_seconds
        for word in turn.text.split():
            end = at + 0.11 + 0.04 * len(word)
            times = {"start": round(at, 2), "end": round(end, 2)}
            words[turn.role].append({"text": word, "type": "word", "logprob": -0.03, **times})
            at = end + _GAP
    chunks = [_chunk(channel, said) for channel, said in enumerate(words.values())]
    return {"transcripts": chunks, "transcription_id": "pictured", "audio_duration_secs": at}


def _chunk(channel: int, words: list[dict[str, Any]]) -> dict[str, Any]:
    named = {"channel_index": channel, "speaker_id": f"speaker_{channel}"}
    return {
        "language_code": "en",
        "language_probability": 0.99,
        "text": " ".join(word["text"] for word in words),
        "words": [{**word, **named} for word in words],
        **named,
    }
