"""Our own transcripts, as the artifacts and `transcript` in `calls show --json` have them."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from callinsight.domain.transcript import SpeechInterval, Transcript, Turn, Word

FORM = "callinsight"
_NAME_CHARS = 64
_MOST_CHANNELS = 64
_LONGEST_SECONDS = 1e6


def is_own(document: dict[str, Any]) -> bool:
    """Say whether a document has the shape of our transcripts."""
    return isinstance(document.get("turns"), list) and "engine" in document


def own_transcript(document: dict[str, Any]) -> Transcript:
    """Return the transcript with its turns as they are; a draft stays one.

    Roles that it tells are believed, but for those that were only inferred: these are found out
    again. Raises `ValueError` for a document in another form.
    """
    transcript = Transcript.model_validate(document)
    _require_sound(transcript)
    roles = {turn.speaker: turn.role for turn in transcript.turns if turn.role}
    guessed = {who for who, known in transcript.roles.items() if known.source == "inferred"}
    return transcript.model_copy(
        update={
            "engine": f"import:{FORM}",
            "roles": {},
            "told_roles": {who: role for who, role in roles.items() if who not in guessed},
        }
    )


def _require_sound(transcript: Transcript) -> None:
    """Raise `ValueError` for what no transcript of ours has."""
    turns = transcript.turns
    if [turn.id for turn in turns] != list(range(1, len(turns) + 1)):
        raise ValueError("the turns' ids do not count from 1")
    if not all(0 <= number < _MOST_CHANNELS for number in _channels(transcript)):
        raise ValueError("no such channel")
    names = [
        transcript.model,
        transcript.language or "",
        *(turn.speaker or " " * 99 for turn in turns),
    ]
    if any(len(name) > _NAME_CHARS for name in names):
        raise ValueError("a name that no record holds")
    if not all(0 <= moment <= _LONGEST_SECONDS for moment in _moments(transcript)):
        raise ValueError("a moment outside of the call")


def _channels(transcript: Transcript) -> Iterator[int]:
    yield transcript.channels - 1
    for turn in transcript.turns:
        yield turn.channel or 0


def _moments(transcript: Transcript) -> Iterator[float]:
    """Yield every number that is a time or a share; a comparison finds those that are none."""
    yield transcript.duration_seconds
    yield transcript.language_probability or 0.0
    words = (word for turn in transcript.turns for word in turn.words)
    timed: Iterator[Turn | Word | SpeechInterval] = chain(
        transcript.turns, words, transcript.speech
    )
    for part in timed:
        yield part.start or 0.0
        yield part.end or 0.0
