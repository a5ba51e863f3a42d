"""What is wrong with a profile's document: everything, before any of it is stored or paid for."""

import json
from collections.abc import Sequence, Set
from typing import Any

from pydantic import ValidationError

from callinsight.domain.analysis import is_storable
from callinsight.domain.errors.profile import ProfileInvalidError
from callinsight.domain.profile import Profile
from callinsight.domain.profile_problem import ProfileProblem, problem_field
from callinsight.domain.strict_schema import strict_problems
from callinsight.output_schema import require_valid, schema_field

_MOST_BYTES = 150_000  # the table keeps prompts twice, and its items end at 400 KB
_SMALL = "Small letters, digits and _, beginning with a letter"
_FORMS: dict[int | str, str] = {
    "prompts": _SMALL,
    "entity_detection": _SMALL,
    "entity_redaction": _SMALL,
    "keyterms": "Up to five words, without < > { } [ ] and \\",
    "profile_id": "Letters, digits, _ and -, beginning with a letter or digit; at most 64",
}
_NO_FIELD = "The output_schema has no such field"


def problems_of(document: dict[str, Any], profile_id: str = "unnamed") -> list[ProfileProblem]:
    """Return every problem with the field it is in; texts of the document are in none of them.

    Id and version are ours to give, so that a document may come without them.
    """
    try:
        whole = _problem_of_whole(document)
        if whole:
            return [whole]
        found = [*_of_fields(document, profile_id), *_of_schema(document)]
        return [*found, *_of_questions(document)] or _of_strictness(document)
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
                field=problem_field(each),
                message=_worded(each["type"], each["loc"]) or each["msg"],
            )
            for each in error.errors(include_input=False, include_url=False)
        ]
    return []


def _of_strictness(document: dict[str, Any]) -> list[ProfileProblem]:
    """Name what no provider could enforce in a schema that is one, unless none is asked to."""
    schema = document.get("output_schema")
    if not isinstance(schema, dict) or document.get("strict_output") is False:
        return []
    return [
        ProfileProblem(field=schema_field(problem), message=problem.message)
        for problem in strict_problems(schema)
    ]


def _worded(kind: str, place: Sequence[int | str]) -> str | None:
    """Return in words what a text has to look like; nobody should have to read a pattern."""
    if kind != "string_pattern_mismatch":
        return None
    return next((_FORMS[part] for part in place if part in _FORMS), None)


def _of_schema(document: dict[str, Any]) -> list[ProfileProblem]:
    schema = document.get("output_schema")
    try:
        if isinstance(schema, dict):
            require_valid(schema)
    except ProfileInvalidError as error:
        message = str(error).partition(": ")[2].rstrip(".")
        return [ProfileProblem(field="output_schema", message=message)]
    return []


def _of_questions(document: dict[str, Any]) -> list[ProfileProblem]:
    """Name what could never be answered; versions of former days that ask so stay readable."""
    prompts = document.get("prompts")
    if not isinstance(prompts, dict):
        return []
    empty = [name for name, text in prompts.items() if isinstance(text, str) and not text.strip()]
    answerable = _closed_fields(document.get("output_schema"))
    lost = set() if answerable is None else prompts.keys() - answerable - _typed_fields(document)
    return [
        *(
            ProfileProblem(field=f"prompts.{name}", message="The question is empty")
            for name in empty
        ),
        *(ProfileProblem(field=f"prompts.{name}", message=_NO_FIELD) for name in sorted(lost)),
    ]


def _typed_fields(document: dict[str, Any]) -> set[str]:
    """Return the fields of call_analysis.v1 that a document asks for."""
    fields = document.get("fields")
    return {name for name in fields if isinstance(name, str)} if isinstance(fields, list) else set()


def _closed_fields(schema: Any) -> Set[str] | None:
    """Return the only fields a schema allows; None where it allows others too."""
    if not isinstance(schema, dict) or schema.get("additionalProperties") is not False:
        return None
    fields = schema.get("properties")
    if not isinstance(fields, dict) or schema.get("patternProperties"):
        return None
    return fields.keys()
