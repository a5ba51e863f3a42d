"""Time marks tell what was lost, doubled or damaged."""

import io
import wave

import numpy as np
import pytest

from tests.stubs.time_marks import Samples, heard, seconds

RATE = 8_000


def _wav(samples: Samples, rate: int = RATE) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(samples.shape[1])
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(samples.tobytes())
    return file.getvalue()


@pytest.mark.parametrize(("first", "rate"), [(0, 8_000), (115, 16_000), (14_390, 8_000)])
def test_marks_tell_their_seconds(first: int, rate: int) -> None:
    marks = heard(_wav(seconds(first, 10, rate), rate), separate=False)
    assert [mark.number for mark in marks] == list(range(first, first + 10))
    assert [mark.start for mark in marks] == pytest.approx(list(range(10)), abs=0.02)


def test_each_channel_tells_its_own_marks_and_the_mixture_tells_all() -> None:
    audio = _wav(seconds(0, 6, RATE, channels=2))
    assert [(mark.channel, mark.number) for mark in heard(audio, separate=True)] == [
        (0, 0), (0, 2), (0, 4), (1, 1), (1, 3), (1, 5),
    ]  # fmt: skip
    assert [mark.number for mark in heard(audio, separate=False)] == list(range(6))


def test_what_is_lost_doubled_or_cut_shows() -> None:
    whole = seconds(0, 6, RATE)
    lost = np.concatenate([whole[: 2 * RATE], whole[3 * RATE :]])
    assert [mark.number for mark in heard(_wav(lost), separate=False)] == [0, 1, 3, 4, 5]
    doubled = np.concatenate([whole[: 3 * RATE], whole[2 * RATE :]])
    assert [mark.number for mark in heard(_wav(doubled), separate=False)] == [0, 1, 2, 2, 3, 4, 5]
    cut = whole[: 5 * RATE + RATE // 4]
    assert [mark.number for mark in heard(_wav(cut), separate=False)] == [0, 1, 2, 3, 4, None]
