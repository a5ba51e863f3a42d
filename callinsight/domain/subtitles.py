"""A transcript for people and players: plain text, SubRip and WebVTT.

A cue is what fits a screen: at most two lines of 42 characters and seven seconds, the habit of
broadcasters. Cues follow the words' own times; a turn without any is shown beside its neighbours.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from callinsight.domain.transcript import Transcript, Turn, Word
from callinsight.domain.writing import joined

CUE_CHARACTERS = 84
CUE_SECONDS = 7.0
_SHORTEST_SECONDS = 0.5


@dataclass(frozen=True)
class Cue:
    """A piece of one turn, shown from `start` to `end` (seconds)."""

    start: float
    end: float
    speaker: str
    text: str


def plain_text(transcript: Transcript) -> str:
    """Return one line a turn: when, who, what."""
    return "".join(
        f"[{_clock(turn.start)}] {_speaker(turn)}: {_one_line(turn.text)}\n"
        for turn in transcript.turns
    )


def srt(transcript: Transcript) -> str:
    """Return SubRip: numbered cues, times with a comma."""
    return "".join(
        f"{number}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n"
        f"{_safe(cue.speaker)}: {_safe(cue.text)}\n\n"
        for number, cue in enumerate(cues_of(transcript), start=1)
    )


def vtt(transcript: Transcript) -> str:
    """Return WebVTT: a voice span a cue, so that players tell speakers apart."""
    cues = "".join(
        f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n"
        f"<v {_escaped(cue.speaker)}>{_escaped(cue.text)}\n\n"
        for cue in cues_of(transcript)
    )
    return f"WEBVTT\n\n{cues}"


def cues_of(transcript: Transcript) -> list[Cue]:
    """Return the cues in time order; each has some length, and none begins before its turn."""
    cues: list[Cue] = []
    reached = 0.0
    for turn in transcript.turns:
        for cue in _cues(turn, reached):
            cues.append(cue)
            reached = max(reached, cue.end)
    return sorted(cues, key=lambda cue: cue.start)


def _cues(turn: Turn, reached: float) -> Iterator[Cue]:
    start = turn.start if turn.start is not None else reached
    for words in _pieces(turn.words or (Word(text=turn.text),)):
        text = _one_line(joined(word.text for word in words))
        if not text:
            continue
        begun = next((word.start for word in words if word.start is not None), start)
        ends = [word.end for word in words if word.end is not None]
        end = max([*ends, begun + _SHORTEST_SECONDS])
        yield Cue(begun, end, _one_line(_speaker(turn)), text)
        start = end


def _pieces(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Cut the words of a turn where a cue is full or has been shown for long enough."""
    piece: list[Word] = []
    for word in words:
        if piece and not _fits([*piece, word]):
            yield piece
            piece = []
        piece.append(word)
    if piece:
        yield piece


def _fits(words: list[Word]) -> bool:
    first, last = words[0].start, words[-1].end
    if first is not None and last is not None and last - first > CUE_SECONDS:
        return False
    return len(joined(word.text for word in words)) <= CUE_CHARACTERS


def _speaker(turn: Turn) -> str:
    return turn.role or turn.speaker


def _one_line(text: str) -> str:
    """A line break would end a cue, or begin another one."""
    return " ".join(text.split())


def _safe(text: str) -> str:
    """Keep words from reading as the arrow between two times."""
    return text.replace("-->", "->")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return "--:--"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"


def _time(seconds: float, mark: str) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest:02d}{mark}{milliseconds:03d}"
