"""Where long sound is cut."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from callinsight.domain.cuts import borders

LOUD, QUIET = 0.3, 0.0001
sounds = st.lists(st.sampled_from([0.0, QUIET, 0.01, 0.05, LOUD, 1.0]), max_size=600)


def _speech(length: int, *pauses: range) -> list[float]:
    return [QUIET if any(at in pause for pause in pauses) else LOUD for at in range(length)]


@given(sounds, st.integers(1, 200))
def test_pieces_cover_the_sound_without_gap_or_overlap(levels: list[float], longest: int) -> None:
    found = borders(levels, longest)
    assert (found[0], found[-1]) == (0, len(levels))
    assert all(start < end for start, end in pairwise(found)) or not levels


@given(sounds, st.integers(1, 200))
def test_no_piece_is_longer_than_it_may_be(levels: list[float], longest: int) -> None:
    assert all(end - start <= longest for start, end in pairwise(borders(levels, longest)))


@given(sounds, st.integers(8, 200))
def test_no_piece_is_a_small_remainder(levels: list[float], longest: int) -> None:
    found = borders(levels, longest)
    if len(found) > 2:
        assert all(end - start >= longest // 3 for start, end in pairwise(found))


@given(st.integers(80, 400), st.integers(2, 9), st.integers(1, 11))
def test_a_cut_lies_in_a_pause_where_pauses_come_often_enough(
    length: int, pause: int, voice: int
) -> None:
    levels = [QUIET if at % (pause + voice) < pause else LOUD for at in range(length)]
    for cut in borders(levels, 80)[1:-1]:
        assert QUIET in levels[cut - 1 : cut + 1]


def test_the_longest_pause_around_the_place_is_taken_and_cut_in_its_middle() -> None:
    levels = _speech(150, range(70, 73), range(76, 82), range(20, 60))
    assert borders(levels, 100) == [0, 79, 150]


def test_of_equal_pauses_the_one_nearest_the_place_is_taken() -> None:
    levels = _speech(150, range(66, 68), range(74, 76), range(82, 84))
    assert borders(levels, 100) == [0, 75, 150]


def test_a_pause_over_a_noisy_line_is_a_pause() -> None:
    levels = [0.02 if at in range(72, 80) else LOUD for at in range(150)]
    assert borders(levels, 100) == [0, 76, 150]


def test_without_any_pause_the_quietest_moment_is_taken() -> None:
    levels = [0.9] * 150
    levels[71] = 0.1
    assert borders(levels, 100)[1] in {71, 72}


def test_what_is_short_enough_is_not_cut() -> None:
    assert borders(_speech(100, range(40, 60)), 100) == [0, 100]
