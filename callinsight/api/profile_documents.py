"""Bodies of requests about profiles, and of their answers."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, WithJsonSchema

from callinsight.domain.instant import Instant
from callinsight.domain.profile import Profile
from callinsight.domain.profile_problem import ProfileProblem


class ProfileListed(BaseModel):
    """A profile as one row of the list."""

    profile_id: str
    name: str
    version: int = Field(description="the current one: new calls use it")
    openai_model: str
    is_default: bool = Field(description="serves calls that ask for no profile")


class ProfileList(BaseModel):
    """Every profile, by id."""

    profiles: list[ProfileListed]


class VersionListed(BaseModel):
    """One version of a profile."""

    version: int
    name: str
    current: bool
    author: str | None = Field(None, description="who wrote it; null: it is not known")
    created_at: Instant | None = None


class VersionList(BaseModel):
    """All versions of a profile, newest first."""

    versions: list[VersionListed]


class CurrentVersion(BaseModel):
    """Which version new calls use."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, lt=10**9, examples=[3])
    force: StrictBool = Field(
        default=False, description="also if it is worse over the golden set, or was not evaluated"
    )
    reason: str | None = Field(
        None, min_length=1, max_length=500, description="why; needed with `force`, and audited"
    )


class CheckedDocument(BaseModel):
    """A document that may become a version."""

    model_config = ConfigDict(extra="forbid")

    document: dict[str, Any] = Field(
        examples=[{"name": "Sales", "prompts": {"outcome": "Was something sold?"}}]
    )


class CheckResult(BaseModel):
    """Everything that is wrong with a document; nothing if it may become a version."""

    problems: list[ProfileProblem]


_GIVEN_BY_US = {"profile_id", "version"}
_EXAMPLE = {
    "name": "Sales",
    "openai_model": "gpt-6-luna",
    "prompts": {"outcome": "Was something sold?", "topic": "What was it about?"},
    "make_current": True,
}


def _document_schema() -> dict[str, Any]:
    schema = Profile.model_json_schema()
    fields = {n: f for n, f in schema["properties"].items() if n not in _GIVEN_BY_US}
    fields["make_current"] = {
        "type": "boolean",
        "default": True,
        "description": "whether new calls use this version",
    }
    return {
        "type": "object",
        "title": "VersionDocument",
        "properties": _without_references(fields, schema["$defs"]),
        "required": [name for name in schema["required"] if name not in _GIVEN_BY_US],
        "additionalProperties": False,
        "examples": [_EXAMPLE],
    }


def _without_references(part: Any, named: dict[str, Any]) -> Any:
    """Put each schema where it is referred to: the document stands alone in OpenAPI."""
    if isinstance(part, dict):
        if "$ref" in part:
            return _without_references(named[part["$ref"].rpartition("/")[2]], named)
        return {name: _without_references(inner, named) for name, inner in part.items()}
    if isinstance(part, list):
        return [_without_references(inner, named) for inner in part]
    return part


# The body of a new version, as OpenAPI tells it: a profile without id and version.
VersionDocument = Annotated[dict[str, Any], WithJsonSchema(_document_schema())]
