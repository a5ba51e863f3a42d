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
    app.add_exception_handler(CallInsightError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_input)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _of_defect)


async def _of_ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CallInsightError)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if isinstance(error, RetryableError):
        status = HTTPStatus.SERVICE_UNAVAILABLE
    status = _STATUS.get(type(error), status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.warning("A request failed: %s (%s)", error, error.code)
    headers = {"Retry-After": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    problem = Problem(
        title=status.phrase, status=status, detail=str(error), code=error.code, hint=error.hint
    )
    return problem_response(problem, headers)


async def _of_input(_request: Request, error: Exception) -> JSONResponse:
    """Name the field; never quote what was sent."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return problem_response(
        Problem(
            title=status.phrase,
            status=status,
            detail=f"{place}: {first['msg']}.",
            code="input_invalid",
            hint="The API's documentation at /docs lists every field.",
            field=place,
        )
    )


async def _of_http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    return problem_response(
        Problem(
            title=status.phrase,
            status=status,
            detail=str(error.detail),
            code=status.name.lower(),
        ),
        dict(error.headers or {}),
    )


async def _of_defect(_request: Request, error: Exception) -> JSONResponse:
    _log.error("A request ended in an unexpected %s.", type(error).__name__)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return problem_response(
        Problem(
            title=status.phrase,
            status=status,
            detail="The request met a defect of CallInsight.",
            code="internal",
            hint=CallInsightError.hint,
        )
    )
