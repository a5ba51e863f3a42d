"""The API as an ASGI application."""

from fastapi import FastAPI

from callinsight.api import (
    analyses,
    audit,
    calls,
    deliveries,
    health,
    page,
    profiles,
    reruns,
    transcripts,
    uploads,
)
from callinsight.api.defects import DefectsWithoutText
from callinsight.api.loopback import LoopbackOnly
from callinsight.api.problems import Problem, add_problem_handlers


def create_app() -> FastAPI:
    """Return the application; it serves this machine only, because nobody has to log in."""
    app = FastAPI(
        title="CallInsight",
        summary="Call recordings in, verified answers out.",
        version="0.1.0",
        responses={
            "4XX": {"model": Problem, "description": "What is wrong with the request"},
            "5XX": {"model": Problem, "description": "What is wrong with the service"},
        },
    )
    for part in (
        calls,
        transcripts,
        uploads,
        reruns,
        analyses,
        audit,
        profiles,
        deliveries,
        health,
        page,
    ):
        app.include_router(part.router)
    app.mount("/web", page.Page())
    add_problem_handlers(app)
    app.add_middleware(LoopbackOnly)
    app.add_middleware(DefectsWithoutText)  # the last one added is the outermost
    return app
