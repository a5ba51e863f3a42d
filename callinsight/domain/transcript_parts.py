"""A transcript as models read it: numbered turns, in one part or, if it is long, in several."""

from collections.abc import Iterator
from typing import NamedTuple

from callinsight.domain.transcript import Transcript

# About an hour of talk; models read more, but find less in it.
PART_CHARACTERS = 60_000


class TranscriptPart(NamedTuple):
    """Turns that follow each other, as text, and their numbers."""

    text: str
    turn_ids: tuple[int, ...]


def transcript_parts(transcript: Transcript, limit: int | None) -> tuple[TranscriptPart, ...]:
    """Return all turns in parts of at most `limit` characters; a turn that is longer is divided."""
    parts: list[TranscriptPart] = []
    lines: list[str] = []
    ids: list[int] = []
    size = 0
    for turn_id, line in _lines(transcript, limit or PART_CHARACTERS):
        if lines and size + len(line) > (limit or PART_CHARACTERS):
            parts.append(_part(lines, ids))
            lines, ids, size = [], [], 0
        lines.append(line)
        ids.append(turn_id)
        size += len(line) + 1
    return (*parts, _part(lines, ids))


def transcript_text(transcript: Transcript) -> str:
    """Return the whole transcript as one part's text."""
    lines = [line for _, line in _lines(transcript, None)]
    return _part(lines, []).text


def _part(lines: list[str], ids: list[int]) -> TranscriptPart:
    text = "<transcript>\n" + "\n".join(lines) + "\n</transcript>"
    return TranscriptPart(text, tuple(dict.fromkeys(ids)))


def _lines(transcript: Transcript, limit: int | None) -> Iterator[tuple[int, str]]:
    for turn in transcript.turns:
        head = f"[{turn.id}] {_one_line(turn.role or turn.speaker).replace(':', ' ')}: "
        said = _one_line(turn.text)
        room = len(said) if limit is None else max(limit - len(head), 1)
        while len(said) > room:
            cut = said.rfind(" ", 1, room + 1)
            cut = cut if cut > 0 else room
            yield turn.id, head + said[:cut]
            said = said[cut:].lstrip()
        yield turn.id, head + said


def _one_line(said: str) -> str:
    """Keep words from looking like another turn, or like the end of the transcript."""
    return " ".join(said.split()).replace("<", "&lt;")
