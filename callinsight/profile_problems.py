"""What is wrong with a profile's document: everything, before any of it is stored or paid for."""

import json
from typing import Any

from pydantic import ValidationError

from callinsight.domain.analysis import is_storable
from callinsight.domain.errors.profile import ProfileInvalidError
from callinsight.domain.profile import Profile, ProfileProblem
from callinsight.output_schema import require_valid

_MOST_BYTES = 150_000  # the table keeps prompts twice, and its items end at 400 KB


def problems_of(document: dict[str, Any], profile_id: str = "unnamed") -> list[ProfileProblem]:
    """Return every problem with the field it is in; texts of the document are in none of them.

    Id and version are ours to give, so that a document may come without them.
    """
    try:
        whole = _problem_of_whole(document)
        return [whole] if whole else [*_of_fields(document, profile_id), *_of_schema(document)]
    except RecursionError:
        return [ProfileProblem(field="document", message="It is nested too deeply")]


def _problem_of_whole(document: dict[str, Any]) -> ProfileProblem | None:
    if not is_storable(document):
        message = "Texts must be Unicode, and numbers finite"
        return ProfileProblem(field="document", message=message)
    if len(json.dumps(document).encode()) > _MOST_BYTES:
        message = f"It has more than {_MOST_BYTES} bytes"
        return ProfileProblem(field="document", message=message)
    return None


def _of_fields(document: dict[str, Any], profile_id: str) -> list[ProfileProblem]:
    try:
        Profile.model_validate({**document, "profile_id": profile_id, "version": 1})
    except ValidationError as error:
        return [
            ProfileProblem(
                field=".".join(str(part) for part in each["loc"]) or "document",
                message=each["msg"],
            )
            for each in error.errors(include_input=False, include_url=False)
        ]
    return []


def _of_schema(document: dict[str, Any]) -> list[ProfileProblem]:
    schema = document.get("output_schema")
    try:
        if isinstance(schema, dict):
            require_valid(schema)
    except ProfileInvalidError as error:
        message = str(error).partition(": ")[2].rstrip(".")
        return [ProfileProblem(field="output_schema", message=message)]
    return []
