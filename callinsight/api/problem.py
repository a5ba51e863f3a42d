"""A problem document (RFC 9457), and those of them that no error of ours stands for."""

from http import HTTPStatus

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field


class Problem(BaseModel):
    """What went wrong, in one sentence, with a code programs can rely on (RFC 9457)."""

    type: str = "about:blank"
    title: str = Field(description="the status in words")
    status: int
    detail: str = Field(description="one sentence for people; it never quotes what was sent")
    code: str = Field(description="stable: what programs compare")
    hint: str = Field("", description="what to do about it")
    field: str | None = Field(None, description="the part of the request that is wrong")


def problem_response(problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return a problem as a response."""
    return JSONResponse(
        problem.model_dump(exclude_none=True),
        status_code=problem.status,
        media_type="application/problem+json",
        headers=headers,
    )


def input_problem(field: str, message: str) -> Problem:
    """Return the problem of one field of a request."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return Problem(
        title=status.phrase,
        status=status,
        detail=f"{field}: {message}.",
        code="input_invalid",
        hint="The API's documentation at /docs lists every field.",
        field=field,
    )


def not_local() -> Problem:
    """Return the problem of whoever asks from elsewhere an API without authentication."""
    status = HTTPStatus.FORBIDDEN
    return Problem(
        title=status.phrase,
        status=status,
        detail="This API serves only this machine.",
        code="not_local",
        hint="Use http://127.0.0.1 or http://localhost with the API's port.",
    )
