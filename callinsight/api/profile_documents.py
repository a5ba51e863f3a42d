"""The body of a new profile version, as OpenAPI tells it: a profile without id and version."""

from typing import Annotated, Any

from pydantic import WithJsonSchema

from callinsight.domain.profile import Profile

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


VersionDocument = Annotated[dict[str, Any], WithJsonSchema(_document_schema())]
