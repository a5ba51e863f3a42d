"""Levels: silence, moment by moment, and the likeness of channels, whatever the blocks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callinsight.adapters.sound_levels import SoundLevels

RATE = 1000
SILENCE_DBFS = -50.0


def tone(seconds: float, level: float = 0.3, hertz: float = 50.0) -> np.ndarray:
    """One channel of a tone."""
    return (np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE) * level)[None]


def silence(seconds: float) -> np.ndarray:
    """One channel of nothing."""
    return np.zeros((1, round(seconds * RATE)))


def levels_of(sound: np.ndarray, *cuts: int, rate: int = RATE) -> SoundLevels:
    """Let levels hear a sound in blocks that end at the cuts."""
    levels = SoundLevels(len(sound), rate, SILENCE_DBFS)
    for block in np.split(sound.astype(np.float32), sorted(cuts), axis=1):
        levels.hear(block)
    return levels


@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 700)), min_size=1, max_size=8),
    st.lists(st.integers(0, 3000), max_size=12),
)
@settings(deadline=None)
def test_the_blocks_do_not_matter(pieces: list[tuple[bool, int]], cuts: list[int]) -> None:
    sound = np.concatenate(
        [(tone if loud else silence)(count / RATE) for loud, count in pieces], axis=1
    )
    whole, cut = levels_of(sound).findings(), levels_of(sound, *cuts).findings()

    assert cut["silent_share"] == pytest.approx(whole["silent_share"])
    assert cut["channels"] == 1


@given(st.integers(0, 20), st.integers(0, 20))
@settings(deadline=None)
def test_the_silent_share_is_that_of_the_silent_moments(loud: int, quiet: int) -> None:
    sound = np.concatenate([tone(loud * 0.1), silence(quiet * 0.1)], axis=1)
    share = quiet / (loud + quiet) if loud + quiet else 0.0

    assert levels_of(sound).findings()["silent_share"] == pytest.approx(share)


@pytest.mark.parametrize(("level", "silent"), [(0.0031, 1.0), (0.0033, 0.0)])
def test_the_limit_is_a_level_below_full_scale(level: float, silent: float) -> None:
    assert levels_of(tone(1, level)).findings()["silent_share"] == silent


def test_an_offset_is_no_sound() -> None:
    assert levels_of(silence(1) + 0.25).findings()["silent_share"] == 1.0


def test_a_moment_is_silent_when_all_channels_are() -> None:
    turns = np.concatenate([tone(1), silence(3)], axis=1)
    found = levels_of(np.concatenate([turns, np.roll(turns, RATE, axis=1)])).findings()

    assert found["silent_shares"] == pytest.approx([0.75, 0.75])
    assert found["silent_share"] == pytest.approx(0.5)


@given(st.floats(0.05, 3.0), st.floats(-0.2, 0.2), st.booleans())
@settings(deadline=None)
def test_the_same_sound_is_alike_at_any_volume_and_offset(
    gain: float, offset: float, mirrored: bool
) -> None:
    left = tone(1) + tone(1, 0.1, 70)
    right = left * (-gain if mirrored else gain) + offset
    found = levels_of(np.concatenate([left, right]), 123, 777).findings()

    assert found["likeness"][0][1] == pytest.approx(-1 if mirrored else 1, abs=1e-3)


def test_other_sounds_are_not_alike_and_silence_is_like_nothing() -> None:
    found = levels_of(np.concatenate([tone(1), tone(1, hertz=70), silence(1)])).findings()

    assert found["likeness"][0][1] == pytest.approx(0, abs=0.01)
    assert found["likeness"][0][2] == found["likeness"][2][2] == 0


def test_numbers_that_are_none_harm_nobody() -> None:
    odd = np.array([[np.nan, np.inf, 1e38, -1e38] * 100, [0.1, -0.1, 0.1, -0.1] * 100])
    found = levels_of(odd).findings()

    assert found["likeness"][0][1] == 0
    assert found["silent_share"] == 0


def test_an_absurd_rate_needs_no_memory() -> None:
    levels = levels_of(tone(1), rate=2**31 - 1)

    assert levels.seconds < 1e-6
    assert levels.findings()["silent_share"] == 0


def test_nothing_heard_is_nothing_found() -> None:
    found = levels_of(silence(0)).findings()

    assert (found["silent_share"], levels_of(silence(0)).seconds) == (0, 0)
