"""A profile's output schema as JSON Schema: is it one, and does an answer fit?

Nothing is ever fetched: a schema may only refer to itself.
"""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError, best_match
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from callinsight.domain.errors.profile import ProfileInvalidError
from callinsight.domain.errors.provider import BadOutputError
from callinsight.domain.profile import Profile
from callinsight.domain.strict_schema import SchemaProblem, strict_problems

_NOTHING_ELSE: Registry[Any] = Registry()
_WORDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "an object",
    "string": "a text",
}


def require_valid(schema: dict[str, Any]) -> None:
    """Raise `ProfileInvalidError` for what is no schema, before anything is paid for its answer."""
    try:
        Draft202012Validator.check_schema(schema)
    except (SchemaError, RecursionError):
        raise ProfileInvalidError("Profile field output_schema: it is no JSON Schema.") from None
    resolver = _NOTHING_ELSE.resolver_with_root(DRAFT202012.create_resource(schema))
    for reference in _references(schema):
        try:
            if not reference.startswith("#"):
                raise ProfileInvalidError(
                    "Profile field output_schema: a $ref may only point into the schema itself."
                )
            resolver.lookup(reference)
        except Unresolvable:
            raise ProfileInvalidError(
                "Profile field output_schema: a $ref points to nothing."
            ) from None


def require_enforceable(profile: Profile) -> None:
    """Raise `ProfileInvalidError` for what no provider can enforce, if the profile asks for that."""
    if profile.output_schema is None or profile.strict_output is False:
        return
    for problem in strict_problems(profile.output_schema):
        raise ProfileInvalidError(f"Profile field {schema_field(problem)}: {problem.message}.")


def schema_field(problem: SchemaProblem) -> str:
    """Return where in a profile a problem of its schema is."""
    return ".".join(["output_schema", *problem.pointer.strip("/").split("/")]).rstrip(".")


def require_fitting(document: Any, schema: dict[str, Any]) -> None:
    """Raise `BadOutputError` for a document that does not fit the schema."""
    if not Draft202012Validator(schema, registry=_NOTHING_ELSE).is_valid(document):
        raise BadOutputError("The model's answer does not fit the profile's schema.")


def unfitting(document: Any, schema: dict[str, Any]) -> str | None:
    """Return what is wrong with a document that does not fit a schema; never what stands in it."""
    errors = Draft202012Validator(schema, registry=_NOTHING_ELSE).iter_errors(document)
    error = best_match(errors)
    if error is None:
        return None
    place = ".".join(str(step) for step in error.absolute_path) or "it"
    if kinds := _kinds(error):
        return f"{place} must be {' or '.join(dict.fromkeys(kinds))}"
    if error.validator == "enum":
        return f"{place} must be one of {', '.join(map(str, error.validator_value))}"
    return f"{place} must have {error.validator} {error.validator_value}"


def _kinds(error: ValidationError) -> list[str]:
    """Return the kinds of value that would fit, in words; none if the kind is not what is wrong."""
    if error.validator == "type":
        wanted: Any = error.validator_value
        return [
            _WORDS.get(name, name) for name in ([wanted] if isinstance(wanted, str) else wanted)
        ]
    found = [_kinds(each) for each in error.context or () if not each.relative_path]
    return [kind for kinds in found for kind in kinds]


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _references(inner)
