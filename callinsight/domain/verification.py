"""What decoding measured in a recording, and what follows from it before anything is paid."""

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from callinsight.domain.errors.recording import (
    RecordingSilentError,
    RecordingTooLongError,
    RecordingTooShortError,
    RecordingTruncatedError,
)
from callinsight.domain.recording import SoundFacts

# Encoders announce what they pad the sound with: that much may be missing at most.
PADDING_SECONDS = 0.3


class SoundThresholds(NamedTuple):
    """What a deployment takes for a usable recording; the settings of these names."""

    min_seconds: float = 0.1
    max_seconds: float = 36_000.0
    silence_dbfs: float = -50.0
    silence_share: float = 0.99
    truncation_share: float = 0.95
    dual_mono_correlation: float = 0.98


class SoundMeasures(BaseModel):
    """What was measured; shares and likenesses are those of whole recordings."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    media_type: str
    announced_seconds: float | None = Field(None, description="what a trustworthy header says")
    decoded_seconds: float = Field(ge=0)
    reached_seconds: float = Field(ge=0, description="the same with what a recorder left out")
    channels: int = Field(ge=1)
    silent_share: float = Field(description="how much of the time all channels are silent")
    silent_shares: tuple[float, ...] = Field(description="... and each channel by itself")
    likeness: tuple[tuple[float, ...], ...] = Field(
        description="for each pair of channels: 1 the same at any volume, -1 its mirror image"
    )

    def verified(self, thresholds: SoundThresholds) -> SoundFacts:
        """Return the facts of a usable recording; raises a `RecordingRejectedError` otherwise."""
        self._require_length(thresholds)
        if self.silent_share > thresholds.silence_share:
            raise RecordingSilentError("Nobody is to be heard in the recording.")
        silent = self._silent_channels(thresholds.silence_share)
        likenesses = self._likenesses(silent)
        alike = [abs(likeness) >= thresholds.dual_mono_correlation for likeness in likenesses]
        dual_mono = bool(alike) and all(alike)
        return SoundFacts(
            media_type=self.media_type,
            duration_seconds=round(self.decoded_seconds, 3),
            channels=self.channels,
            dual_mono=dual_mono,
            mirrored=dual_mono and min(likenesses) < 0,
            silent_channels=silent,
        )

    def _require_length(self, thresholds: SoundThresholds) -> None:
        if self.decoded_seconds > thresholds.max_seconds:
            raise RecordingTooLongError("The recording is longer than this deployment accepts.")
        announced = self.announced_seconds or 0.0
        missing = announced - self.reached_seconds
        cut_off = self.reached_seconds < announced * thresholds.truncation_share
        if cut_off and missing > PADDING_SECONDS:
            raise RecordingTruncatedError("The recording ends before the length it announces.")
        if self.decoded_seconds < max(thresholds.min_seconds, 0.001):
            raise RecordingTooShortError("The recording is too short to be transcribed.")

    def _silent_channels(self, share: float) -> tuple[int, ...]:
        """Where every channel is nearly silent but not at the same time, each counts."""
        silent = tuple(n for n, own in enumerate(self.silent_shares) if own > share)
        return silent if len(silent) < self.channels else ()

    def _likenesses(self, silent: tuple[int, ...]) -> list[float]:
        """How much each audible channel is like the first of them."""
        first, *others = (n for n in range(self.channels) if n not in silent)
        return [self.likeness[first][other] for other in others]
