"""The golden set: what people say an answer about a call should have been."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, JsonValue

from callinsight.domain.instant import Instant
from callinsight.domain.model import Stored

# Into an object and its fields; a place in a list is no field, because lists are set right whole.
FieldPointer = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^(/([A-Za-z_]|~[01])([A-Za-z0-9_.-]|~[01])*)+$",
        description="a JSON pointer into the answers, such as `/resolution/status`",
        examples=["/resolution/status"],
    ),
]


class GoldenLabel(Stored):
    """The value a person expects of one field of a call, and why.

    It is about one transcript: of another one, the call may tell something else.
    """

    call_id: str
    profile_id: str = Field(description="whose questions the answer is about")
    transcript_sha256: str
    pointer: FieldPointer
    expected: JsonValue
    found: JsonValue = Field(None, description="what the model had said when it was put right")
    author: str
    reason: str = Field(min_length=1, max_length=500)
    at: Instant

    @property
    def field(self) -> str:
        """The name of the answer the label is about."""
        return steps_of(self.pointer)[0]


def steps_of(pointer: str) -> list[str]:
    """Return the names a JSON pointer goes through."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def value_at(answers: Mapping[str, Any], pointer: str) -> Any:
    """Return the value a pointer leads to; where there is none, nothing was answered: None."""
    value: Any = answers
    for step in steps_of(pointer):
        if not isinstance(value, Mapping) or step not in value:
            return None
        value = value[step]
    return value
