"""Long transcripts: divided without losing a word, merged without losing an answer."""

from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.merging import merge_groups, spanning
from callinsight.domain.transcript_parts import TranscriptPart, transcript_parts, transcript_text
from tests.domain.speech import a_transcript, a_turn

TEXTS = st.lists(st.text(st.characters(codec="ascii", categories=["L", "Zs"]), max_size=200))


def test_a_short_call_is_one_part() -> None:
    call = a_transcript(turns=[a_turn("hello"), a_turn("bye", 2)])
    (part,) = transcript_parts(call, None)
    assert part == (transcript_text(call), (1, 2))
    assert transcript_parts(a_transcript(), 2_000) == (("<transcript>\n\n</transcript>", ()),)


@given(TEXTS, st.integers(30, 300))
def test_parts_hold_every_turn_and_every_word_in_order(texts: list[str], limit: int) -> None:
    call = a_transcript(turns=[a_turn(text, n) for n, text in enumerate(texts, start=1)])
    parts = transcript_parts(call, limit)
    ids = [turn_id for part in parts for turn_id in part.turn_ids]
    assert list(dict.fromkeys(ids)) == list(range(1, len(texts) + 1))
    assert ids == sorted(ids)
    lines = [line for part in parts for line in part.text.splitlines()[1:-1]]
    assert all(len(line) <= max(limit, len("[999] a: ") + 1) for line in lines)
    said = "".join(line.partition(": ")[2] for line in lines)
    assert said.replace(" ", "") == "".join("".join(texts).split())


def test_answers_are_merged_two_at_least_at_a_time() -> None:
    answers = [(TranscriptPart("", (n,)), {"a": "x" * 50}) for n in range(1, 6)]
    small = merge_groups(answers, 10)
    assert [len(group) for group in small] == [2, 2, 1]
    assert [len(group) for group in merge_groups(answers, 10_000)] == [5]
    assert spanning(small[0]).turn_ids == (1, 2)
