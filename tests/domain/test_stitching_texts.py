"""Pieces of an engine that tells no words, stitched together."""

from callinsight.domain.stitching import HeardPiece, stitched
from callinsight.domain.transcript import Transcript, Turn


def heard(start: float, text: str) -> HeardPiece:
    turn = Turn(id=1, speaker="unknown", text=text)
    transcript = Transcript(
        engine="e", model="m", quality="final", duration_seconds=9.0, channels=1, turns=(turn,)
    )
    return HeardPiece(start=start, transcript=transcript)


def test_a_mere_text_is_never_taken_for_one_long_word() -> None:
    whole = stitched([heard(0.0, "one two three"), heard(9.0, "four five")], 18.0)
    assert [(turn.text, turn.words) for turn in whole.turns] == [("one two three four five", ())]
    assert whole.words == 5
