"""Words as engines report them, and transcripts made of them."""

from collections.abc import Sequence
from typing import Any

from callinsight.domain.roles import RoleSources, labelled
from callinsight.domain.transcript import HeardWord, Transcript, Turn, Word, turns_of

BY_CHANNEL = RoleSources(channel_roles=("agent", "customer"), infer=False)


def heard(
    text: str,
    start: float | None = None,
    end: float | None = None,
    *,
    speaker: str = "a",
    channel: int | None = None,
) -> HeardWord:
    """One word of one speaker."""
    return HeardWord(word=Word(text=text, start=start, end=end), speaker=speaker, channel=channel)


def agent(start: float, end: float, text: str = "word") -> HeardWord:
    """A word on the agent's channel."""
    return heard(text, start, end, speaker="channel_0", channel=0)


def customer(start: float, end: float, text: str = "word") -> HeardWord:
    """A word on the customer's channel."""
    return heard(text, start, end, speaker="channel_1", channel=1)


def a_transcript(
    *words: HeardWord, turns: Sequence[Turn] | None = None, channels: int = 2, **fields: Any
) -> Transcript:
    """A transcript of these words with roles by channel, or of ready turns as they are."""
    transcript = Transcript.model_validate(
        {
            "engine": "scribe",
            "model": "scribe_v2",
            "quality": "final",
            "duration_seconds": 120.0,
            "channels": channels,
            "turns": turns if turns is not None else turns_of(words),
            **fields,
        }
    )
    return transcript if turns is not None else labelled(transcript, BY_CHANNEL)


def a_turn(text: str, number: int = 1, **fields: Any) -> Turn:
    """A turn that was formed already."""
    return Turn.model_validate({"id": number, "speaker": "a", "text": text, **fields})
