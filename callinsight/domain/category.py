"""Categories as a profile writes them: kinds of calls that are told apart without a model."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from callinsight.domain.model import Written
from callinsight.domain.speaker_role import Role

# Names stand in alerts, which may hold no text: they are codes.
CodeName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Phrase = Annotated[str, Field(min_length=1, max_length=200)]
Phrases = Annotated[tuple[Phrase, ...], Field(min_length=1, max_length=100)]
Seconds = Annotated[float, Field(ge=0, le=86_400)]


class Rule(Written):
    """One condition: phrases that are said, or not said, or a silence; by whom, and when."""

    said: Phrases | None = Field(None, description="one of them is said")
    not_said: Phrases | None = Field(None, description="none of them is said")
    silence_seconds: float | None = Field(
        None, ge=1, le=3_600, description="nobody is heard for so long, between two turns"
    )
    role: Role | None = Field(None, description="only what this side says")
    within: Literal["start", "end"] | None = Field(
        None, description="the first or last 30 seconds of the call"
    )
    from_seconds: Seconds | None = Field(None, description="not before, from the call's start")
    to_seconds: Seconds | None = Field(None, description="not after, from the call's start")

    @model_validator(mode="after")
    def _asks_one_thing(self) -> "Rule":
        asked = (self.said, self.not_said, self.silence_seconds)
        if sum(one is not None for one in asked) != 1:
            raise ValueError("needs one of said, not_said and silence_seconds")
        if self.silence_seconds is not None and self.role is not None:
            raise ValueError("silence has no role")
        moments = (self.from_seconds, self.to_seconds)
        if self.within is not None and moments != (None, None):
            raise ValueError("within, or from_seconds and to_seconds")
        if None not in moments and (self.from_seconds or 0) >= (self.to_seconds or 0):
            raise ValueError("from_seconds must be less than to_seconds")
        return self


Rules = Annotated[tuple[Rule, ...], Field(min_length=1, max_length=20)]


class Category(Written):
    """A kind of call: all rules of `all_of` hold, and at least one of `any_of`."""

    name: CodeName
    all_of: Rules | None = None
    any_of: Rules | None = None

    @model_validator(mode="after")
    def _has_rules(self) -> "Category":
        if self.all_of is None and self.any_of is None:
            raise ValueError("needs all_of or any_of")
        return self
