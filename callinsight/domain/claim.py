"""Claims: what a model says about a call, with the words that are to support it."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

UNVERIFIED: Literal["unverified_claim"] = "unverified_claim"
Problem = Literal[
    "no_quote",
    "unknown_turn",
    "not_said",
    "wrong_role",
    "role_unknown",
    "negation_cut",
    "too_short",
    "spoken_order",
]


class Asked(BaseModel):
    """Part of the answer a model is asked for: every field is required, and none may be added."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Claim(Asked):
    """One statement about the call with the words it rests on."""

    text: str = Field(description="the statement, in a few plain words")
    said_by: str | None = Field(
        description="who says the quoted words, as the transcript names the speaker of the turn"
    )
    turn_ids: list[int] = Field(description="numbers of the turns the quote stands in")
    quote: str = Field(description="the words of the transcript, copied letter by letter")
    confidence: float | None = Field(ge=0, le=1, description="0 to 1: how sure the statement is")


class CheckedClaim(Claim):
    """A claim after code has looked for its words; `start` and `end` are those of the words."""

    verified: bool
    problem: Problem | None = Field(None, description="why it is not verified")
    start: float | None = None
    end: float | None = None


class Place(NamedTuple):
    """A claim in a document of answers, and the way to it: names of fields, places in lists."""

    path: tuple[str | int, ...]
    value: Mapping[str, Any]

    @property
    def pointer(self) -> str:
        """The way as a JSON pointer, such as `/issues/0`."""
        return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in self.path)


def claims_in(answers: Any, path: tuple[str | int, ...] = ()) -> Iterator[Place]:
    """Yield every claim, however deep it lies; whatever has a quote or names turns is one."""
    if isinstance(answers, Mapping):
        if "quote" in answers:
            yield Place(path, answers)
        for name, value in answers.items():
            yield from claims_in(value, (*path, name))
    elif isinstance(answers, list):
        for number, value in enumerate(answers):
            yield from claims_in(value, (*path, number))
