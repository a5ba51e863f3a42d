"""Which language model serves, and what is known of the models at hand."""

from contextlib import suppress
from functools import cached_property

from callinsight.domain.errors.deployment import SettingsError
from callinsight.ports.engines import LanguageModel, ModelCatalogue
from callinsight.services.transcribers import Transcribers


class Models(Transcribers):
    """The one language model of this deployment, or none."""

    @cached_property
    def language_model(self) -> LanguageModel | None:
        wanted = self.settings.callinsight_analyzer
        key = self.key_of("openai")
        if wanted == "rules" or (wanted == "auto" and key is None):
            return None
        if key is None:
            raise SettingsError("The setting OPENAI_API_KEY is missing.")
        from callinsight.adapters.openai import OpenAILanguageModel

        return OpenAILanguageModel(
            key, base_url=self.settings.openai_base_url, route=self.settings.openai_api
        )

    @cached_property
    def request_maker(self) -> LanguageModel:
        """What makes the bytes of requests; it need send none, so that no key is needed."""
        with suppress(SettingsError):
            if self.language_model is not None:
                return self.language_model
        from callinsight.adapters.openai import OpenAILanguageModel
        from callinsight.adapters.secrets_manager import GivenSecret

        return OpenAILanguageModel(
            GivenSecret(""), base_url=self.settings.openai_base_url, route=self.settings.openai_api
        )

    @cached_property
    def model_catalogue(self) -> ModelCatalogue | None:
        """The models that profiles may ask; None where no model is asked."""
        key = self.key_of("openai")
        if key is None or self.language_model is None:
            return None
        from callinsight.adapters.openai_catalogue import OpenAICatalogue

        return OpenAICatalogue(key, base_url=self.settings.openai_base_url)

    @cached_property
    def audio_catalogue(self) -> ModelCatalogue | None:
        """The models that OpenAI's audio route may be asked for; None where it is not used."""
        if self._transcriber_name != "openai":
            return None
        from callinsight.adapters.openai_catalogue import OpenAICatalogue

        elsewhere = self.settings.openai_audio_base_url
        key = self.key_of("openai" if elsewhere is None else "openai_audio")
        return OpenAICatalogue(key, base_url=elsewhere or self.settings.openai_base_url)
