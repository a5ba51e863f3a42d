"""Errors as problem documents (RFC 9457) with our stable codes."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from callinsight.domain.errors import (
    CallInsightError,
    CallNotFoundError,
    ConflictError,
    CursorError,
    InternalError,
    ProfileNotFoundError,
    ProfilesDisabledError,
    RetryableError,
)

_log = logging.getLogger(__name__)

_STATUS: dict[type[CallInsightError], HTTPStatus] = {
    CallNotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
    CursorError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ProfileNotFoundError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ProfilesDisabledError: HTTPStatus.CONFLICT,
}


class Problem(BaseModel):
    """What went wrong, in one sentence, with a code programs can rely on."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    hint: str = ""
    field: str | None = Field(None, description="the part of the request that is wrong")


def problem_response(problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return a problem as a response."""
    return JSONResponse(
        problem.model_dump(exclude_none=True),
        status_code=problem.status,
        media_type="application/problem+json",
        headers=headers,
    )


def add_problem_handlers(app: FastAPI) -> None:
    """Turn every error of a request into a problem document."""

    @app.exception_handler(CallInsightError)
    async def ours(_request: Request, error: CallInsightError) -> JSONResponse:
        return _of_ours(error)

    @app.exception_handler(RequestValidationError)
    async def wrong_input(_request: Request, error: RequestValidationError) -> JSONResponse:
        return _of_input(error)

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        headers = dict(error.headers or {})
        return _response(status, str(error.detail), status.name.lower(), headers=headers)

    @app.exception_handler(Exception)
    async def defect(_request: Request, error: Exception) -> JSONResponse:
        _log.error("A request ended in an unexpected %s.", type(error).__name__)
        return _of_ours(InternalError("The request met a defect of CallInsight."))


def _of_ours(error: CallInsightError) -> JSONResponse:
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if isinstance(error, RetryableError):
        status = HTTPStatus.SERVICE_UNAVAILABLE
    status = _STATUS.get(type(error), status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.warning("A request failed: %s (%s)", error, error.code)
    headers = {"Retry-After": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    return _response(status, str(error), error.code, hint=error.hint, headers=headers)


def _of_input(error: RequestValidationError) -> JSONResponse:
    """Name the field; never quote what was sent."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    return _response(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"{place}: {first['msg']}.",
        "input_invalid",
        hint="The API's documentation at /docs lists every field.",
        field=place,
    )


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
