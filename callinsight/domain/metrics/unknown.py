"""What a transcript does not tell: None with a reason instead of a guess."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

Reason = Literal[
    "no_speech",
    "no_times",
    "no_words",
    "no_punctuation",
    "no_turn",
    "no_response",
    "one_speaker",
    "many_speakers",
    "mono",
    "short_talk",
    "draft_transcript",
    "unspaced_script",
]


class Unknown(NamedTuple):
    """The place of a value that cannot be known."""

    why: Reason


Found = Mapping[str, object]


def told(found: Found) -> dict[str, Any]:
    """Return the values as they are stored, and under `unavailable` why some are None.

    What only one speaker's value lacks is named `metric.speaker`.
    """
    values: dict[str, object] = {}
    unavailable: dict[str, Reason] = {}
    for metric, value in found.items():
        values[metric] = _known(value)
        unavailable |= {f"{metric}{place}": why for place, why in _reasons(value).items()}
    return {**values, "unavailable": unavailable}


def _known(value: object) -> object:
    if isinstance(value, dict):
        own = {speaker: _known(of_speaker) for speaker, of_speaker in value.items()}
        return own if any(known is not None for known in own.values()) else None
    return None if isinstance(value, Unknown) else value


def _reasons(value: object) -> dict[str, Reason]:
    """Return the reasons by place: one for all where no speaker's value is known, if it is the same."""
    if isinstance(value, Unknown):
        return {"": value.why}
    if not isinstance(value, dict):
        return {}
    own = {
        f".{speaker}": of_speaker.why
        for speaker, of_speaker in value.items()
        if isinstance(of_speaker, Unknown)
    }
    if len(own) < len(value):
        return own
    whys = list(own.values())
    return {"": whys[0]} if len(set(whys)) == 1 else {"": whys[0], **own}
