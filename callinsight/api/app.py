"""The API as an ASGI application."""

from fastapi import FastAPI

from callinsight.api import (
    analyses,
    audit,
    calls,
    deliveries,
    exports,
    health,
    live,
    me,
    page,
    profiles,
    reruns,
    transcripts,
    uploads,
    webhooks,
)
from callinsight.api.answer_headers import AnswerHeaders
from callinsight.api.body_limit import BodyLimit
from callinsight.api.cross_origin import CrossOrigin
from callinsight.api.defects import DefectsWithoutText
from callinsight.api.loopback import LoopbackOnly
from callinsight.api.problems import Problem, add_problem_handlers


def create_app() -> FastAPI:
    """Return the application; who may use what of it, its routes say (docs/access.md)."""
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
        live,
        exports,
        calls,
        transcripts,
        uploads,
        reruns,
        analyses,
        audit,
        profiles,
        deliveries,
        webhooks,
        health,
        me,
        page,
    ):
        app.include_router(part.router)
    app.mount("/web", page.Page())
    add_problem_handlers(app)
    # The last one added is the outermost: pages of other origins may read refusals and defects, too.
    for layer in (BodyLimit, LoopbackOnly, DefectsWithoutText, AnswerHeaders, CrossOrigin):
        app.add_middleware(layer)
    return app
