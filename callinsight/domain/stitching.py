"""Stitching: the transcripts of a recording's pieces become one, in the recording's own time."""

from collections.abc import Iterator, Sequence

from callinsight.domain.model import Stored
from callinsight.domain.transcript import (
    HeardWord,
    SpeechInterval,
    Transcript,
    Turn,
    Word,
    turns_of,
)

# These name a part in the conversation, or nobody: they mean the same in every piece.
_SAME_EVERYWHERE = {"agent", "customer", "unknown"}


class HeardPiece(Stored):
    """What was heard in one piece; its times count from the piece's start."""

    start: float
    transcript: Transcript


def stitched(heard: Sequence[HeardPiece], duration_seconds: float) -> Transcript:
    """Return the transcript of the whole; a single piece is the whole already.

    Nothing is clipped. Turns are formed anew, so one that goes on behind a seam stays one turn if
    its speaker is known to be the same: by the channel, or by the part in the conversation. The
    speakers that diarisation numbers are those of their piece: `speaker_0` becomes
    `part_2_speaker_0`.
    """
    if len(heard) == 1:
        return heard[0].transcript
    placed = [_placed(piece, number) for number, piece in enumerate(heard, start=1)]
    # The language of the piece with the most words is that of the call.
    most = max(placed, key=lambda transcript: transcript.words)
    return most.model_copy(
        update={
            "duration_seconds": duration_seconds,
            "channels": max(transcript.channels for transcript in placed),
            "turns": _turns(placed),
            "told_roles": {k: v for transcript in placed for k, v in transcript.told_roles.items()},
            "speech": tuple(interval for transcript in placed for interval in transcript.speech),
        }
    )


def _turns(placed: Sequence[Transcript]) -> tuple[Turn, ...]:
    """Return the turns of all pieces; those of an engine that tells no words still hold none."""
    turns = turns_of(word for transcript in placed for word in _words(transcript))
    if any(turn.words for transcript in placed for turn in transcript.turns):
        return turns
    return tuple(turn.model_copy(update={"words": ()}) for turn in turns)


def _placed(piece: HeardPiece, number: int) -> Transcript:
    """Return the transcript of one piece with the whole's times and names of speakers."""
    transcript = piece.transcript
    channels = {turn.speaker: turn.channel for turn in transcript.turns}

    def name(speaker: str) -> str:
        same = channels.get(speaker) is not None or speaker in _SAME_EVERYWHERE
        return speaker if same else f"part_{number}_{speaker}"

    return transcript.model_copy(
        update={
            "turns": tuple(
                turn.model_copy(
                    update={
                        "speaker": name(turn.speaker),
                        "start": _later(turn.start, piece.start),
                        "end": _later(turn.end, piece.start),
                        "words": tuple(_placed_word(word, piece.start) for word in turn.words),
                    }
                )
                for turn in transcript.turns
            ),
            "told_roles": {name(who): role for who, role in transcript.told_roles.items()},
            "speech": tuple(
                SpeechInterval(
                    speaker=name(interval.speaker),
                    start=round(interval.start + piece.start, 3),
                    end=round(interval.end + piece.start, 3),
                )
                for interval in transcript.speech
            ),
        }
    )


def _placed_word(word: Word, start: float) -> Word:
    times = {"start": _later(word.start, start), "end": _later(word.end, start)}
    return word.model_copy(update=times)


def _later(seconds: float | None, by: float) -> float | None:
    return None if seconds is None else round(seconds + by, 3)


def _words(transcript: Transcript) -> Iterator[HeardWord]:
    for turn in transcript.turns:
        said = turn.words or (Word(text=turn.text, start=turn.start, end=turn.end),)
        for word in said:
            yield HeardWord(word=word, speaker=turn.speaker, channel=turn.channel)
