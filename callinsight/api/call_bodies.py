"""Bodies of requests about calls, and of their answers."""

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    model_validator,
)

from callinsight.api.views import CallListed
from callinsight.domain.call import Priority
from callinsight.domain.metadata import MOST_METADATA, MetadataName, MetadataValue
from callinsight.domain.profile import ProfileId


class NewCall(BaseModel):
    """A call to be announced."""

    model_config = ConfigDict(extra="forbid")

    profile_id: ProfileId | None = None
    metadata: dict[MetadataName, MetadataValue] = Field({}, max_length=MOST_METADATA)
    priority: Priority = "live"


class CallList(BaseModel):
    """One page of calls, newest first."""

    calls: list[CallListed]
    cursor: str | None = Field(None, description="pass it back to continue; null at the end")
    scanned: int = Field(description="how many records were read for this page")


_SOMETHING: list[JsonValue] = [
    {"required": ["swap_roles"], "properties": {"swap_roles": {"const": True}}},
    {"required": ["metadata"], "properties": {"metadata": {"minProperties": 1}}},
]


class CallChange(BaseModel):
    """What a person may change on a call; at least one of these."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"anyOf": _SOMETHING})

    swap_roles: Literal[True] | None = Field(None, description="exchange agent and customer")
    metadata: Annotated[dict[MetadataName, MetadataValue | None], Field(max_length=50)] = Field(
        {}, description="merged into what is known; null removes a name"
    )

    @model_validator(mode="after")
    def _changes_something(self) -> "CallChange":
        if not self.swap_roles and not self.metadata:
            raise ValueError("name something to change")
        return self


class Erasure(BaseModel):
    """What becomes of an erased call: nobody sees it any more, and its data goes within hours."""

    call_id: str
    erasure: Literal["requested"] = "requested"
