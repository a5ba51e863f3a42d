"""Where long sound is cut: in its pauses, so that no word is lost or doubled at a seam."""

import math
from collections.abc import Sequence
from itertools import groupby

# At -50 dBFS nobody is heard; beyond that a pause is what is nearly as quiet as the quietest moment.
_QUIET = 10 ** (-50 / 20)
_NEARLY = 2.0


def borders(levels: Sequence[float], longest: int) -> list[int]:
    """Return where the pieces of a sound begin and end, counted in windows of its levels.

    `levels` are loudness by window, 1 for full scale. The first border is 0, the last one the
    length; no piece has more than `longest` windows, or less than a third of that unless it is
    alone. A cut lies in the middle of the longest pause around its place.
    """
    found = [0]
    while len(levels) - found[-1] > longest:
        found.append(_cut(levels, found[-1], longest))
    return [*found, len(levels)]


def _cut(levels: Sequence[float], start: int, longest: int) -> int:
    """Return the next cut: about where equal pieces would end, an eighth of a piece around it."""
    left = len(levels) - start
    place = start + left // math.ceil(left / longest)
    around = longest // 8
    last = min(start + longest, place + around)
    first = max(start + 1, last - 2 * around)
    return first + _middle_of_longest_pause(levels[first:last])


def _middle_of_longest_pause(levels: Sequence[float]) -> int:
    """Return where it is; of equally long pauses the one nearest the middle of the range."""
    quiet = max(_QUIET, _NEARLY * min(levels, default=0.0))
    pauses: list[tuple[int, int]] = []
    place = 0
    for is_pause, run in groupby(levels, key=lambda level: level <= quiet):
        length = len(list(run))
        if is_pause:
            pauses.append((length, place + length // 2))
        place += length
    return max(pauses, key=lambda it: (it[0], -abs(it[1] - place // 2)), default=(0, 0))[1]
