"""What every form of ready transcript is read into, and the values that all of them share."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat

from callinsight.domain.language import language_code
from callinsight.domain.speaker_role import Role
from callinsight.domain.transcript import HeardWord, Transcript, turns_of

_LONGEST_SECONDS = 1e6
_NAME_CHARS = 64


def _share(value: object) -> object:
    """Return None for a probability that is none: it counts as not given."""
    try:
        number = float(value)  # type: ignore[arg-type]  # anything may stand there
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 <= number <= 1 else None


Seconds = Annotated[FiniteFloat, Field(ge=0, le=_LONGEST_SECONDS)]
Share = Annotated[float | None, BeforeValidator(_share)]


class Part(BaseModel):
    """Part of a document; what we do not read may be anything."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)


@dataclass(frozen=True)
class ReadyTranscript:
    """A document's content before turns are formed."""

    form: str
    heard: tuple[HeardWord, ...]
    model: str = "unknown"
    channels: int = 1
    language: str | None = None
    language_probability: float | None = None
    told_seconds: float = 0.0
    told_roles: dict[str, Role] = field(default_factory=dict)

    def transcript(self) -> Transcript:
        """Return the transcript; its length is what is told, or longer if a word ends later."""
        ends = [item.word.end for item in self.heard if item.word.end is not None]
        return Transcript(
            engine=f"import:{self.form}",
            model=self.model,
            quality="final",
            language=language_code(self.language),
            language_probability=self.language_probability,
            duration_seconds=max([self.told_seconds, *ends]),
            channels=self.channels,
            turns=turns_of(self.heard),
            told_roles=self.told_roles,
        )


def speaker_name(name: str | None) -> str:
    """Return a speaker's name at a length that a record can hold."""
    return (name or "").strip()[:_NAME_CHARS] or "unknown"


def role_named(name: str | None) -> Role | None:
    """Return the role that a document's word for a participant means."""
    roles: dict[str, Role] = {"agent": "agent", "customer": "customer", "caller": "customer"}
    return roles.get((name or "").strip().casefold())
