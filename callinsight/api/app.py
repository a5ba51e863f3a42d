"""The API as an ASGI application."""

from fastapi import FastAPI
from fastapi.routing import APIRoute

from callinsight.api import (
    analyses,
    audit,
    budgets,
    calls,
    cancellations,
    corrections,
    costs,
    deliveries,
    estimates,
    evaluations,
    exports,
    health,
    holds,
    live,
    me,
    page,
    profiles,
    questions,
    reanalyses,
    reruns,
    scores,
    transcripts,
    uploads,
    version_comparisons,
    webhooks,
)
from callinsight.api.answer_headers import AnswerHeaders
from callinsight.api.body_limit import BodyLimit
from callinsight.api.cross_origin import CrossOrigin
from callinsight.api.defects import DefectsWithoutText
from callinsight.api.loopback import LoopbackOnly
from callinsight.api.problems import add_problem_handlers
from callinsight.api.reference import DESCRIPTION, TAGS, Api


def create_app() -> FastAPI:
    """Return the application; who may use what of it, its routes say (docs/access.md)."""
    app = Api(
        title="CallInsight",
        summary="Call recordings in, verified answers out.",
        description=DESCRIPTION,
        version="0.1.0",
        license_info={"name": "Apache 2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/", "description": "where this document comes from"}],
        openapi_tags=[{"name": name, "description": words} for name, words in TAGS.items()],
        generate_unique_id_function=_name_of,
        docs_url=None,  # they load scripts from another host: page.py leads to one of our own
        redoc_url=None,
    )
    for part in (
        live,
        exports,
        calls,
        cancellations,
        holds,
        transcripts,
        uploads,
        reruns,
        reanalyses,
        estimates,
        evaluations,
        version_comparisons,
        analyses,
        scores,
        corrections,
        questions,
        audit,
        costs,
        budgets,
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


def _name_of(route: APIRoute) -> str:
    """Return the id of an operation: its function's name, which stays when its path changes."""
    return route.name
