"""What a script says: one step for one request. Parts of a step combine; see `Step`."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

ErrorShape = Literal["new", "old", "validation", "string"]
Provider = Literal["elevenlabs", "elevenlabs_results", "openai", "openai_audio", "openai_models"]

_OPENAI_ONLY = {"text", "refusal", "incomplete"}
_ELEVENLABS_ONLY = {"error_shape"}
_FIRST_ERROR_STATUS = 400


class Step(BaseModel):
    """How one request is answered; an empty step is the default answer.

    First the stub waits, then it chooses what to say, then how to say it: a step may set one of
    each, as in `{"delay_seconds": 1, "status": 503, "cut_body": True}`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    delay_seconds: float = Field(0, ge=0)

    status: int | None = Field(None, ge=200, le=599)
    headers: dict[str, str] = {}
    body: Any = Field(None, description="JSON, or a text that is sent as it is")
    error_shape: ErrorShape | None = Field(None, description="ElevenLabs only")
    code: str | None = Field(None, description="the provider's name for the error")
    garbage: bool = Field(False, description="200 with JSON that breaks off")
    wrong_schema: bool = Field(False, description="200 with JSON of another shape")
    text: str | None = Field(None, description="OpenAI only: the model's answer")
    answered_by: str | None = Field(
        None, description="OpenAI only: another model than the one asked answers, and is billed"
    )
    refusal: bool = Field(False, description="OpenAI only")
    incomplete: Literal["max_output_tokens", "content_filter"] | None = Field(
        None, description="OpenAI only"
    )

    hang_seconds: float | None = Field(None, ge=0, description="silence, then the end")
    cut: bool = Field(False, description="close the connection without an answer")
    cut_body: bool = Field(False, description="close the connection in mid-body")
    drip: bool = Field(False, description="headers at once, the body byte by byte in `seconds`")
    seconds: float = Field(1.0, ge=0)
    huge_bytes: int | None = Field(
        None, ge=0, description="blanks behind the answer, up to this size; no Content-Length"
    )

    @property
    def is_error(self) -> bool:
        """Whether the step asks for an error answer."""
        named = self.error_shape is not None or self.code is not None
        return named or (self.status or 0) >= _FIRST_ERROR_STATUS


class Script(BaseModel):
    """Steps for one provider, consumed one per request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: Provider
    steps: list[Step]

    def misplaced(self) -> list[str]:
        """Return the parts of its steps that its provider does not know."""
        other = _OPENAI_ONLY if self.provider.startswith("elevenlabs") else _ELEVENLABS_ONLY
        return sorted(other & {name for step in self.steps for name in step.model_fields_set})
