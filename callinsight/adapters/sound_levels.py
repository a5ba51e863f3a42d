"""How loud a recording is, moment by moment, and how alike its channels are."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

MOMENT_SECONDS = 0.1
Block = NDArray[np.float32]
"""Samples between -1 and 1, one row a channel."""


class SoundLevels:
    """Listens to blocks of any length in the memory of one moment.

    The level of a moment is half the way between its highest and its lowest sample: a constant
    offset, which cheap recorders add, is no sound.
    """

    def __init__(self, channels: int, rate: int, silence_dbfs: float) -> None:
        self._rate = rate
        self._moment = max(1, round(rate * MOMENT_SECONDS))
        self._floor = 10 ** (silence_dbfs / 20)
        self._filled = 0
        self._high = np.full((channels, 1), -np.inf, np.float32)
        self._low = np.full((channels, 1), np.inf, np.float32)
        self._samples = 0
        self._silent = np.zeros(channels)
        self._all_silent = 0.0
        self._sums = np.zeros(channels)
        self._products = np.zeros((channels, channels))

    @property
    def seconds(self) -> float:
        """How much was heard."""
        return self._samples / self._rate

    def hear(self, block: Block) -> None:
        """Take in the next samples."""
        count = block.shape[1]
        if not count:
            return
        self._samples += count
        self._sums += block.sum(axis=1, dtype=np.float64)
        self._products += block @ block.T
        if self._filled == self._moment:
            self._close_moment()
        starts = np.arange(self._moment - self._filled, count, self._moment)
        starts = np.concatenate(([0], starts))
        highs = np.maximum.reduceat(block, starts, axis=1)
        lows = np.minimum.reduceat(block, starts, axis=1)
        highs[:, :1] = np.maximum(highs[:, :1], self._high)
        lows[:, :1] = np.minimum(lows[:, :1], self._low)
        self._judge(highs[:, :-1], lows[:, :-1], self._moment)
        self._high, self._low = highs[:, -1:], lows[:, -1:]
        self._filled = count - int(starts[-1]) + (self._filled if len(starts) == 1 else 0)

    def _close_moment(self) -> None:
        self._judge(self._high, self._low, self._filled)
        self._high, self._low = np.full_like(self._high, -np.inf), np.full_like(self._low, np.inf)
        self._filled = 0

    def _judge(self, highs: Block, lows: Block, samples: int) -> None:
        silent = (highs - lows) / 2 < self._floor
        self._silent += silent.sum(axis=1) * samples
        self._all_silent += float(silent.all(axis=0).sum()) * samples

    def findings(self) -> dict[str, Any]:
        """Return the silent shares and the likeness of each pair of channels, after the last block."""
        self._close_moment()
        samples = max(1, self._samples)
        return {
            "channels": len(self._silent),
            "silent_share": self._all_silent / samples,
            "silent_shares": (self._silent / samples).tolist(),
            "likeness": self._likeness(samples).round(6).tolist(),
        }

    def _likeness(self, samples: int) -> NDArray[np.float64]:
        """Correlations: 1 for the same sound at any volume, -1 for its mirror image."""
        means = self._sums / samples
        with np.errstate(all="ignore"):
            covariance = self._products / samples - np.outer(means, means)
            spread = np.sqrt(np.diagonal(covariance))
            likeness = covariance / np.outer(spread, spread)
        known = np.where(np.isfinite(likeness), likeness, 0.0)
        clipped: NDArray[np.float64] = np.clip(known, -1.0, 1.0)
        return clipped
