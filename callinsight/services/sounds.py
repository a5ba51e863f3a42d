"""What examines and cuts sound, in limited processes."""

from functools import cached_property
from typing import TYPE_CHECKING

from callinsight.domain.verification import SoundThresholds
from callinsight.ports.engines import SoundCutter, SoundProbe
from callinsight.services.stores import Stores

if TYPE_CHECKING:
    from callinsight.adapters.zygotes import Zygotes


class Sounds(Stores):
    """One pool of forked processes, and what runs in it."""

    @cached_property
    def zygotes(self) -> "Zygotes":
        from callinsight.adapters.sound import MODULES
        from callinsight.adapters.zygotes import Zygotes

        return Zygotes(MODULES)

    @cached_property
    def sound_probe(self) -> SoundProbe:
        from callinsight.adapters.sound import PyAVSoundProbe

        thresholds = SoundThresholds(
            min_seconds=self.settings.min_recording_seconds,
            max_seconds=self.settings.max_recording_seconds,
            silence_dbfs=self.settings.silence_dbfs,
            silence_share=self.settings.silence_share,
            truncation_share=self.settings.truncation_share,
            dual_mono_correlation=self.settings.dual_mono_correlation,
        )
        return PyAVSoundProbe(self.zygotes, thresholds)

    @cached_property
    def sound_cutter(self) -> SoundCutter:
        from callinsight.adapters.sound_cutter import PyAVSoundCutter

        return PyAVSoundCutter(self.zygotes)
