"""What the stub notes for its invoice; nothing, until a test asks for one."""

from typing import Any

from tests.stubs.invoice import Work, invoice, sound, tokens
from tests.stubs.time_marks import seconds_of
from tests.stubs.tokens import PromptCache
from tests.stubs.uploads import Upload


class Billing:
    """Counts the work that was done, whatever became of the answer."""

    def __init__(self) -> None:
        self.is_on = False
        self._work: list[Work] = []
        self._prompts = PromptCache()

    def answered(self, body: dict[str, Any], answer: str) -> dict[str, int] | None:
        """Note an answer of a language model; return its tokens, or None if nobody counts."""
        if not self.is_on:
            return None
        usage = self._prompts.usage(body, answer)
        self._work.append(tokens(str(body["model"]), usage))
        return usage

    def transcribed(self, upload: Upload, audio: bytearray | None) -> None:
        """Note a transcript of a sound, which is measured as it was received."""
        if self.is_on and audio:
            channels = 2 if upload.text("use_multi_channel") == "true" else 1
            seconds = seconds_of(bytes(audio))
            self._work.append(sound(upload.text("model_id"), seconds, channels, upload.fields))

    def invoice(self) -> dict[str, Any]:
        """Return what all of it costs."""
        return invoice(self._work)
