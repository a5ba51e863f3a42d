"""Errors as problem documents (RFC 9457) with our stable codes."""

import logging
import math
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from callinsight.api.methods import allowed_methods
from callinsight.api.problem import Problem, input_problem, problem_response
from callinsight.domain.errors.base import CallInsightError, RetryableError, TooManyRequestsError
from callinsight.domain.errors.call import (
    AnalysisNotFoundError,
    AnswerNotFoundError,
    CallEndedError,
    CallHeldError,
    CallNotFoundError,
    ConflictError,
    CorrectionInvalidError,
    CriterionNotFoundError,
    CursorError,
    DeliveryNotFoundError,
    DraftError,
    IdempotencyKeyReusedError,
    ProviderAnswerMissingError,
    QuestionNotFoundError,
    ResultMissingError,
    RolesUnknownError,
    TooMuchMetadataError,
)
from callinsight.domain.errors.costs import DaysInvalidError
from callinsight.domain.errors.profile import (
    NothingToEvaluateError,
    ProfileNotEvaluatedError,
    ProfileNotFoundError,
    ProfilesDisabledError,
    ProfileVersionNotFoundError,
    ProfileWorseError,
    UnknownProfileError,
)
from callinsight.domain.errors.reanalysis import ReanalysisEndedError, ReanalysisNotFoundError
from callinsight.domain.errors.recording import RecordingMissingError, RecordingTooLargeError
from callinsight.domain.errors.sender import (
    MalformedEventError,
    RequestTooLargeError,
    ScopeMissingError,
    UnauthenticatedError,
    WebhooksDisabledError,
    WebhookSignatureError,
    WebhookTooLargeError,
    WrongBucketError,
    WrongSourceError,
)

_log = logging.getLogger(__name__)

_STATUS: dict[type[CallInsightError], HTTPStatus] = {
    AnalysisNotFoundError: HTTPStatus.NOT_FOUND,
    AnswerNotFoundError: HTTPStatus.NOT_FOUND,
    CriterionNotFoundError: HTTPStatus.NOT_FOUND,
    QuestionNotFoundError: HTTPStatus.NOT_FOUND,
    CallNotFoundError: HTTPStatus.NOT_FOUND,
    ResultMissingError: HTTPStatus.NOT_FOUND,
    ProviderAnswerMissingError: HTTPStatus.NOT_FOUND,
    RecordingMissingError: HTTPStatus.NOT_FOUND,
    DeliveryNotFoundError: HTTPStatus.NOT_FOUND,
    ReanalysisNotFoundError: HTTPStatus.NOT_FOUND,
    ReanalysisEndedError: HTTPStatus.CONFLICT,
    CallEndedError: HTTPStatus.CONFLICT,
    CallHeldError: HTTPStatus.CONFLICT,
    DraftError: HTTPStatus.CONFLICT,
    ConflictError: HTTPStatus.CONFLICT,
    RolesUnknownError: HTTPStatus.CONFLICT,
    UnknownProfileError: HTTPStatus.NOT_FOUND,
    NothingToEvaluateError: HTTPStatus.CONFLICT,
    ProfileNotEvaluatedError: HTTPStatus.CONFLICT,
    ProfileWorseError: HTTPStatus.CONFLICT,
    MalformedEventError: HTTPStatus.BAD_REQUEST,
    ProfilesDisabledError: HTTPStatus.CONFLICT,
    RequestTooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ScopeMissingError: HTTPStatus.FORBIDDEN,
    TooManyRequestsError: HTTPStatus.TOO_MANY_REQUESTS,
    UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    WebhooksDisabledError: HTTPStatus.CONFLICT,
    WebhookSignatureError: HTTPStatus.UNAUTHORIZED,
    WebhookTooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    WrongBucketError: HTTPStatus.FORBIDDEN,
    WrongSourceError: HTTPStatus.FORBIDDEN,
}
_SEE = "/docs lists every path with its methods."
# The errors that one field of a request causes, each a 422.
_FIELD: dict[type[CallInsightError], str] = {
    CorrectionInvalidError: "expected",
    CursorError: "cursor",
    DaysInvalidError: "from",
    IdempotencyKeyReusedError: "idempotency-key",
    ProfileNotFoundError: "profile_id",
    ProfileVersionNotFoundError: "profile_version",
    RecordingTooLargeError: "sizeBytes",
    TooMuchMetadataError: "metadata",
}


def input_error(part: str, field: str, message: str) -> RequestValidationError:
    """Return the error of a field that is right by itself, but not beside the others."""
    return RequestValidationError([{"type": "value_error", "loc": (part, field), "msg": message}])


def add_problem_handlers(app: FastAPI) -> None:
    """Turn every expected error of a request into a problem document."""

    @app.exception_handler(CallInsightError)
    async def ours(_request: Request, error: CallInsightError) -> JSONResponse:
        answer = answer_to(error)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.warning("A request failed: %s (%s)", error, error.code)
        return answer

    @app.exception_handler(RequestValidationError)
    async def wrong_input(_request: Request, error: RequestValidationError) -> JSONResponse:
        return _of_input(error)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        headers = dict(error.headers or {})
        if status is HTTPStatus.BAD_REQUEST:  # FastAPI could not read the body as text or as JSON
            return problem_response(input_problem("body", "It is no JSON"))
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = allowed_methods(app.routes, request.url.path)
        detail, code = str(error.detail), status.name.lower()
        return _response(status, detail, code, hint=_SEE, headers=headers)


def answer_to(error: CallInsightError) -> JSONResponse:
    """Return an error of ours as a response."""
    field, status = _FIELD.get(type(error)), _status_of(error)
    return _response(
        status,
        str(error),
        error.code,
        hint=error.hint,
        field=field,
        headers=_headers(error, status),
    )


def _headers(error: CallInsightError, status: HTTPStatus) -> dict[str, str] | None:
    if isinstance(error, UnauthenticatedError):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, TooManyRequestsError):
        return {"Retry-After": str(math.ceil(error.retry_after_seconds or 1))}
    return {"Retry-After": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None


def _status_of(error: CallInsightError) -> HTTPStatus:
    if type(error) in _FIELD:
        return HTTPStatus.UNPROCESSABLE_ENTITY
    if isinstance(error, RetryableError):
        return _STATUS.get(type(error), HTTPStatus.SERVICE_UNAVAILABLE)
    return _STATUS.get(type(error), HTTPStatus.INTERNAL_SERVER_ERROR)


def _of_input(error: RequestValidationError) -> JSONResponse:
    """Name the field; never quote what was sent."""
    first = error.errors()[0]
    part, *names = first["loc"]
    if first["type"] == "json_invalid":
        names = []  # the offset of a character
    place = ".".join(str(name) for name in names) or str(part)
    return problem_response(input_problem(place, _plainly(first["type"], place, first["msg"])))


def _plainly(kind: str, place: str, words: str) -> str:
    """Say it to a person: a validator's prefixes and patterns are no help."""
    if kind == "string_pattern_mismatch":
        return "Has characters, or an order of them, that are not allowed here"
    if place == "body" and kind in {"model_attributes_type", "dict_type", "model_type"}:
        return "Must be a JSON object; send it with Content-Type: application/json"
    return words.removeprefix("Value error, ")


def _response(
    status: HTTPStatus,
    detail: str,
    code: str,
    *,
    hint: str = "",
    field: str | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    problem = Problem(
        title=status.phrase, status=status, detail=detail, code=code, hint=hint, field=field
    )
    return problem_response(problem, headers)
