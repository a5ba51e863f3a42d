"""OpenAI's routes: Responses, chat completions, and the list of models."""

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from tests.stubs import openai_documents as documents
from tests.stubs.delivery import Answer, Delivery, json_answer, said
from tests.stubs.script import Step
from tests.stubs.state import State

Body = dict[str, Any]
Shape = Callable[[str, documents.Reply, documents.Tokens], Body]


class OpenAI:
    """The provider: checks the key, then does what the script says."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Return what the provider serves."""
        return [
            Route("/openai/v1/responses", self.respond, methods=["POST"]),
            Route("/openai/v1/chat/completions", self.complete, methods=["POST"]),
            Route("/openai/v1/models", self.list_models, methods=["GET"]),
        ]

    async def respond(self, request: Request) -> Response:
        """Answer on the Responses route."""
        return await self._answer(request, "responses", documents.response)

    async def complete(self, request: Request) -> Response:
        """Answer on the chat route."""
        return await self._answer(request, "chat", documents.completion)

    async def list_models(self, request: Request) -> Response:
        """List one model, unless the script says otherwise."""
        key_ok = self._key_ok(request)
        step = self._state.inboxes["openai_models"].receive(key_ok=key_ok)
        if not key_ok:
            return Delivery(_refusal(401), step)
        error = _refusal(step.status or 400, step.code) if step.is_error else None
        return Delivery(said(step, error or json_answer(documents.models())), step)

    async def _answer(self, request: Request, route: str, shape: Shape) -> Response:
        try:
            raw = await request.body()
        except ClientDisconnect:
            return Response()  # nobody hears it
        body = _json(raw)
        self._state.load.note_analysis(raw)
        key_ok = self._key_ok(request)
        step = self._state.inboxes["openai"].receive(
            key_ok=key_ok, route=route, body=body, raw=raw.decode("utf-8", "replace")
        )
        if not key_ok:
            return Delivery(_refusal(401), step)
        answer = said(step, self._default(step, body, shape))
        return Delivery(answer, step, self._state.load.analyzing)

    def _default(self, step: Step, body: Any, shape: Shape) -> Answer:
        if step.is_error:
            return _refusal(step.status or 400, step.code)
        if not isinstance(body, dict) or "model" not in body:
            return _refusal(400)
        reply = documents.reply(step, _schema(body))
        model = step.answered_by or str(body["model"])
        billed = self._state.billing.answered({**body, "model": model}, reply.text)
        return json_answer(shape(model, reply, billed or documents.ALWAYS))

    def _key_ok(self, request: Request) -> bool:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        return scheme == "Bearer" and self._state.accepts("openai", key)


def _schema(body: Body) -> Body | None:
    """Return the JSON schema a request asks for, wherever its route keeps it."""
    form = (body.get("text") or {}).get("format") or body.get("response_format") or {}
    schema = form.get("json_schema", form).get("schema")
    return _asked_for(schema, json.dumps(body)) if isinstance(schema, dict) else None


def _asked_for(schema: Body, asked: str) -> Body:
    """Return the schema with the one answer of several that the question names, as a model would."""
    forms = schema.get("properties", {}).get("answer", {}).get("anyOf", ())
    for form in forms:
        if f"in the field `{next(iter(form.get('properties', {})), None)}`" in asked:
            return {**schema, "properties": {"answer": form}}
    return schema


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _refusal(status: int, code: str | None = None) -> Answer:
    return json_answer(documents.error(status, code), status)
