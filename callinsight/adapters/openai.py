"""OpenAI and servers that speak its API: the Responses route, or chat completions elsewhere."""

from typing import Any, Literal
from urllib.parse import urlsplit

import openai

from callinsight.adapters.http_errors import answered_error, unanswered_error
from callinsight.adapters.loop_local import LoopLocal
from callinsight.adapters.openai_answers import (
    chat_answer,
    responses_answer,
    usable,
    usage_in,
)
from callinsight.adapters.openai_models import sampling
from callinsight.domain.analysis import Usage
from callinsight.domain.errors import ProviderKeyError
from callinsight.domain.prompt import ModelRequest
from callinsight.ports.engines import BeforeSend, ModelAnswer
from callinsight.ports.secrets import Secret

PROVIDER = "OpenAI"
_OWN_HOST = "api.openai.com"
# Our tasks own the retries: the SDK's would multiply them, and repeat requests that were paid.
_RETRIES = 0


class OpenAILanguageModel:
    """Asks a model for JSON that fits a schema."""

    def __init__(
        self, key: Secret, *, base_url: str, route: Literal["auto", "responses", "chat"]
    ) -> None:
        host = urlsplit(base_url).hostname or ""
        self.engine = "openai" if host == _OWN_HOST else f"openai-compatible:{host}"
        self._own = host == _OWN_HOST
        self._route = route if route != "auto" else ("responses" if self._own else "chat")
        self._key = key
        timeout = openai.Timeout(None, connect=5.0, pool=5.0)
        self._clients = LoopLocal(
            lambda: openai.AsyncOpenAI(
                api_key="set per request", base_url=base_url, max_retries=_RETRIES, timeout=timeout
            )
        )

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        await self._clients.close(openai.AsyncOpenAI.close)

    async def request(self, request: ModelRequest, before_send: BeforeSend) -> bytes:
        key = await self._key.value()
        try:
            return await self._posted(key, request, before_send)
        except ProviderKeyError:
            other = await self._key.refreshed(key)
            if other is None:
                raise
            return await self._posted(other, request, before_send)

    def usage(self, body: bytes) -> Usage:
        return usage_in(body)

    def read(self, body: bytes, request: ModelRequest) -> ModelAnswer:
        text, model = chat_answer(body) if self._route == "chat" else responses_answer(body)
        return ModelAnswer(
            text=text,
            model=model or request.model,
            dropped_settings=sampling(request.model, request.temperature)[1] if self._own else (),
        )

    async def _posted(self, key: str, request: ModelRequest, before_send: BeforeSend) -> bytes:
        client = self._clients.get().with_options(api_key=key)
        await before_send()
        try:
            if self._route == "chat":
                answer = await client.chat.completions.with_raw_response.create(
                    **self._chat(request)
                )
            else:
                answer = await client.responses.with_raw_response.create(**self._responses(request))
            return usable(answer.content)
        except openai.APIStatusError as error:
            raise answered_error(
                PROVIDER,
                error.status_code,
                str(error.code or error.type or ""),
                error.response.headers.get("Retry-After"),
            ) from error
        except openai.APIConnectionError as error:
            raise unanswered_error(PROVIDER, error.__cause__ or error) from error

    def _responses(self, request: ModelRequest) -> dict[str, Any]:
        parameters = sampling(request.model, request.temperature)[0]
        return {
            "model": request.model,
            "instructions": request.system,
            "input": request.input,
            "text": {"format": {"type": "json_schema", **_schema(request)}},
            "store": False,  # the route keeps every answer for 30 days otherwise
            **parameters,
        }

    def _chat(self, request: ModelRequest) -> dict[str, Any]:
        """The common denominator: servers other than OpenAI's own take nothing beyond it."""
        parameters: dict[str, Any] = {}
        if request.temperature is not None:
            parameters = {"temperature": request.temperature}
        if self._own:
            own, _ = sampling(request.model, request.temperature)
            effort = own.pop("reasoning", None)
            parameters = {**own, **({"reasoning_effort": "none"} if effort else {}), "store": False}
        return {
            "model": request.model,
            "messages": [
                {"role": "system", "content": request.system},
                {"role": "user", "content": request.input},
            ],
            "response_format": {"type": "json_schema", "json_schema": _schema(request)},
            **parameters,
        }


def _schema(request: ModelRequest) -> dict[str, Any]:
    return {"name": request.name, "schema": request.output_schema, "strict": True}
