"""Which transcriber serves, as the settings say."""

from functools import cached_property
from typing import TYPE_CHECKING

from callinsight.domain.errors.deployment import SettingsError
from callinsight.ports.engines import JobTranscriber, LocalTranscriber, PaidTranscriber
from callinsight.services.gates import Gates

if TYPE_CHECKING:
    from callinsight.adapters.faster_whisper import FasterWhisperTranscriber


class Transcribers(Gates):
    """The one transcriber of this deployment."""

    @cached_property
    def transcriber(self) -> LocalTranscriber | PaidTranscriber | JobTranscriber:
        match self._transcriber_name:
            case "elevenlabs":
                return self._elevenlabs()
            case "openai":
                return self._openai_audio()
            case "faster-whisper":
                self.faster_whisper.require_usable()
                return self.faster_whisper
        from callinsight.adapters.pocketsphinx import PocketsphinxTranscriber

        return PocketsphinxTranscriber()

    @property
    def _transcriber_name(self) -> str:
        """What is asked for, or else the best that is configured."""
        wanted = self.settings.callinsight_transcriber
        if wanted != "auto":
            return wanted
        if self.key_of("elevenlabs") is not None:
            return "elevenlabs"
        if self.settings.openai_audio_model is not None:
            return "openai"
        return "faster-whisper" if self.faster_whisper.is_usable else "pocketsphinx"

    def _elevenlabs(self) -> PaidTranscriber | JobTranscriber:
        from callinsight.adapters.elevenlabs import (
            ElevenLabsJobTranscriber,
            ElevenLabsTranscriber,
        )

        key = self.key_of("elevenlabs")
        if key is None:
            raise SettingsError("The setting ELEVENLABS_API_KEY is missing.")
        base_url, webhook_id = (
            self.settings.elevenlabs_base_url,
            self.settings.elevenlabs_webhook_id,
        )
        source = self.settings.elevenlabs_audio

        def report(current: int, maximum: int) -> None:
            self.gate("elevenlabs").report(current, maximum)

        if webhook_id is not None:
            return ElevenLabsJobTranscriber(
                key, base_url=base_url, webhook_id=webhook_id, audio_source=source, report=report
            )
        return ElevenLabsTranscriber(key, base_url=base_url, audio_source=source, report=report)

    def _openai_audio(self) -> PaidTranscriber:
        from callinsight.adapters.openai_audio import OpenAITranscriber

        model, elsewhere = self.settings.openai_audio_model, self.settings.openai_audio_base_url
        if model is None:
            raise SettingsError("The setting OPENAI_AUDIO_MODEL is missing.")
        if elsewhere is not None:  # the key of one server is never shown to another
            return OpenAITranscriber(self.key_of("openai_audio"), base_url=elsewhere, model=model)
        key = self.key_of("openai")
        if key is None:
            raise SettingsError("The setting OPENAI_API_KEY is missing.")
        return OpenAITranscriber(key, base_url=self.settings.openai_base_url, model=model)

    @cached_property
    def faster_whisper(self) -> "FasterWhisperTranscriber":
        from callinsight.adapters.faster_whisper import FasterWhisperTranscriber

        return FasterWhisperTranscriber(self.settings.faster_whisper_model)
