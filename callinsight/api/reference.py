"""The API's own documentation, as OpenAPI: what the routes say, and what all of them share."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from callinsight.api.access import Needing
from callinsight.api.examples import EXAMPLES
from callinsight.api.loopback import SIGNED
from callinsight.api.problem import Problem
from callinsight.api.refusals import Responses, merged, shared_refusals

TAGS = {
    "calls": "Announced, listed, watched, exported, looked at, changed, erased.",
    "uploads": "Recordings go straight to the bucket, by links that live for minutes.",
    "transcripts": "Who said what, when; and the sound itself.",
    "analyses": "What a profile's questions brought to light, every version of it.",
    "reruns": "A call done again from one of its steps.",
    "profiles": "What is asked of calls, in versions that never change.",
    "costs": "What was paid to providers.",
    "audit": "Who changed what, and when.",
    "webhooks": "News of calls on their way to receivers.",
    "events": "Webhooks that come in; each proves who sent it.",
    "access": "Who the caller is.",
    "health": "For load balancers.",
}
DESCRIPTION = """\
Every problem is an `application/problem+json` document (RFC 9457) with a stable `code`; each answer
below lists the codes it may have. Times are UTC. Lists come in pages: pass `cursor` back until it is
null. Fields may be added; programs must pass over those they do not know.

Where the API asks for a credential, it is an API key or a token of the configured issuer. Each
operation names the scope it needs: `write` implies `read`, `admin` implies both, and `raw` stands alone.
"""
_FASTAPIS_OWN = ("HTTPValidationError", "ValidationError")
_UNPROCESSABLE = 422
_ANY_TEXT = {"type", "title", "description", "examples"}


class Api(FastAPI):
    """An application that documents itself completely."""

    def openapi(self) -> dict[str, Any]:
        """Return the document; it is made once."""
        if self.openapi_schema is None:
            self.openapi_schema = completed(super().openapi(), self)
        return self.openapi_schema


def completed(document: dict[str, Any], app: FastAPI) -> dict[str, Any]:
    """Add what routes do not say themselves: scopes, refusals of the layers around, examples."""
    schemas = document["components"]["schemas"]
    for name in _FASTAPIS_OWN:
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema()
    _close(document)
    scopes = {route.name: _scopes(route) for route in _routes(app)}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _speak(operation)
            _guard(operation, scopes[operation["operationId"]])
            _refuse(operation, local=path not in SIGNED)
            _show(operation)
    return document


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            yield context.original_route


def _scopes(route: APIRoute) -> list[str]:
    """Return the scopes a route needs; none where it asks for no credential."""
    needed = [part.dependency for part in route.dependencies]
    return [str(part.scope.value) for part in needed if isinstance(part, Needing)]


def _close(part: Any) -> None:
    """Say that names which no pattern allows are refused: pydantic says only which are allowed."""
    if isinstance(part, dict):
        if "patternProperties" in part:
            part.setdefault("additionalProperties", False)
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            _close(inner)


def _speak(operation: dict[str, Any]) -> None:
    """Take the first sentence of the docstring as the summary, and the rest as the description."""
    words = re.sub(r"(?<!\n)\n(?!\n)", " ", operation.get("description", ""))
    first, _, rest = re.sub(r"\.\s", ".\n", words, count=1).partition("\n")
    operation["summary"] = first.strip().rstrip(".")
    operation["description"] = rest.strip() or first


def _guard(operation: dict[str, Any], scopes: Sequence[str]) -> None:
    if "security" not in operation:
        return
    operation["security"] = [
        {name: [*scopes] for name in scheme} for scheme in operation["security"]
    ]
    if scopes:
        operation["description"] += f"\n\nNeeds the scope `{scopes[0]}`."


def _refuse(operation: dict[str, Any], *, local: bool) -> None:
    """Join the refusals of a route with those of the layers around it, in order of status."""
    answers = operation["responses"]
    own: Responses = {int(status): answers.pop(status) for status in [*answers] if status >= "4"}
    if "application/json" in own.get(_UNPROCESSABLE, {}).get("content", {}):
        del own[_UNPROCESSABLE]  # FastAPI's guess
    shared = shared_refusals(
        guarded="security" in operation,
        local=local,
        with_input=_takes_input(operation),
        with_body="requestBody" in operation,
    )
    both = merged(shared, own)
    answers.update({str(status): both[status] for status in sorted(both)})


def _takes_input(operation: dict[str, Any]) -> bool:
    """Say whether a request may be wrong: an id that leads nowhere is not, nor a body read raw."""
    limited = [part for part in operation.get("parameters", ()) if not _is_any_text(part)]
    return bool(limited) or bool(operation.get("requestBody", {}).get("required"))


def _is_any_text(parameter: dict[str, Any]) -> bool:
    return bool(parameter["in"] == "path" and parameter["schema"].keys() <= _ANY_TEXT)


def _show(operation: dict[str, Any]) -> None:
    """Put the examples of requests and answers where they belong."""
    shown = EXAMPLES.get(operation["operationId"])
    if shown is None:
        return
    if shown.request is not None:
        _only_content(operation["requestBody"])["example"] = shown.request
    for status, answer in operation["responses"].items():
        if status < "3" and shown.answer is not None:
            answer["content"]["application/json"]["example"] = shown.answer


def _only_content(body: dict[str, Any]) -> dict[str, Any]:
    (content,) = body["content"].values()
    found: dict[str, Any] = content
    return found
