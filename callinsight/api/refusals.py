"""How routes tell, in the API's documentation, the problems they may answer with."""

import inspect
import json
from typing import Any

from fastapi.responses import JSONResponse

from callinsight.api.problem import input_problem, not_local, problem_response
from callinsight.api.problems import answer_to
from callinsight.domain.errors.base import (
    CallInsightError,
    InternalError,
    ServiceUnavailableError,
    TooManyRequestsError,
)
from callinsight.domain.errors.deployment import AccessDeniedError, ResourceMissingError
from callinsight.domain.errors.sender import (
    RequestTooLargeError,
    ScopeMissingError,
    UnauthenticatedError,
)

PROBLEM = {"$ref": "#/components/schemas/Problem"}
Responses = dict[int | str, dict[str, Any]]

_HEADERS: dict[str, dict[str, Any]] = {
    "WWW-Authenticate": {"schema": {"type": "string", "const": "Bearer"}},
    "Retry-After": {
        "description": "seconds after which the request may succeed",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
}
_UNFORESEEN = (InternalError, AccessDeniedError, ResourceMissingError)
_GUARD = (UnauthenticatedError, ScopeMissingError, TooManyRequestsError, ServiceUnavailableError)


def refusals(*errors: type[CallInsightError]) -> Responses:
    """Return the answers of a route that may raise these errors, an example for each code."""
    return merged(*[_told(answer_to(error(_words(error)))) for error in errors])


def shared_refusals(*, guarded: bool, local: bool, with_input: bool, with_body: bool) -> Responses:
    """Return what the layers around all routes may answer, as far as it concerns one of them."""
    found = [refusals(*_UNFORESEEN)]
    if guarded:
        found.append(refusals(*_GUARD))
    if local:
        found.append(_told(problem_response(not_local())))
    if with_input:
        wrong = input_problem("limit", "Input should be a valid integer")
        found.append(_told(problem_response(wrong)))
    if with_body:
        found.append(refusals(RequestTooLargeError))
    return merged(*found)


def merged(*parts: Responses) -> Responses:
    """Put the examples of equal statuses together."""
    whole: Responses = {}
    for part in parts:
        for status, answer in part.items():
            _examples(whole.setdefault(status, answer)).update(_examples(answer))
    return whole


def _told(answer: JSONResponse) -> Responses:
    """Describe a problem by the very answer that is given."""
    problem = json.loads(bytes(answer.body))
    example = {"summary": problem["detail"], "value": problem}
    described = {
        "description": problem["title"],
        "headers": {
            name: {"required": True, **told}
            for name, told in _HEADERS.items()
            if name in answer.headers
        },
        "content": {
            "application/problem+json": {
                "schema": PROBLEM,
                "examples": {problem["code"]: example},
            }
        },
    }
    return {problem["status"]: {name: part for name, part in described.items() if part}}


def _examples(answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = answer["content"]["application/problem+json"]["examples"]
    return found


def _words(error: type[CallInsightError]) -> str:
    """Return what an error says of itself, for want of a request."""
    return inspect.cleandoc(error.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
