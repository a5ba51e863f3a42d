"""Pieces: a recording in the stretches, and in the form, in which an engine takes it."""

from pydantic import Field

from callinsight.domain.fingerprint import fingerprint
from callinsight.domain.model import Stored
from callinsight.domain.recording import Recording

TRANSCODED = "transcoded/"
KEPT_DAYS = 7


class Piece(Stored):
    """One stretch of a recording: a sound of its own, or the recording itself if it is whole."""

    start: float = Field(ge=0, description="seconds into the recording")
    sound: Recording

    @property
    def end(self) -> float:
        """Where the stretch ends, in seconds into the recording."""
        return self.start + self.sound.duration_seconds


class PieceList(Stored):
    """All pieces of a recording, in order: each begins where the one before ends."""

    pieces: tuple[Piece, ...] = Field(min_length=1)


def piece_fingerprint(transcript: str, piece: Piece, of: int) -> str:
    """Return the fingerprint of one piece's answer: the transcript's own if it is the only piece."""
    if of == 1:
        return transcript
    stretch = [round(1000 * piece.start), round(1000 * piece.end)]
    return fingerprint(transcript=transcript, milliseconds=stretch)


def piece_key(call_id: str, form: str, start: float, end: float) -> str:
    """Return where the sound of a piece lies; `form` names the recording's version and its form."""
    return f"{piece_prefix(call_id)}{form}/{round(1000 * start)}-{round(1000 * end)}.flac"


def piece_prefix(call_id: str) -> str:
    """Return the prefix under which the sound of all pieces of a call lies."""
    return f"{TRANSCODED}{call_id}/"
