"""OpenAI and servers that speak its API: the Responses route, or chat completions elsewhere."""

from typing import Any, Literal
from urllib.parse import urlsplit

import httpx2
import openai

from callinsight.adapters.http_bodies import whole_body
from callinsight.adapters.http_errors import unanswered_error
from callinsight.adapters.loop_local import LoopLocal
from callinsight.adapters.openai_answers import (
    chat_answer,
    dropped_in,
    model_in,
    responses_answer,
    usable,
    with_dropped,
)
from callinsight.adapters.openai_client import OWN_HOST, echoing_client, openai_client, provider_at
from callinsight.adapters.openai_errors import param_of, refusal
from callinsight.adapters.openai_models import refused_setting
from callinsight.adapters.openai_requests import chat_request, dropped_by, responses_request
from callinsight.adapters.openai_usage import usage_in
from callinsight.domain.analysis import Usage
from callinsight.domain.errors.provider import ProviderKeyError, ProviderRefusedError
from callinsight.domain.prompt import ModelRequest
from callinsight.ports.engines import BeforeSend, ModelAnswer
from callinsight.ports.secrets import Secret

PROVIDER = "OpenAI"
ANSWER_LIMIT_BYTES = 16 * 1024 * 1024
_NAMES_A_PARAMETER = {400, 422}


class _SettingRefusedError(Exception):
    """The model does not take a setting, and said so; nothing was done."""

    def __init__(self, setting: str) -> None:
        super().__init__(setting)
        self.setting = setting


class OpenAILanguageModel:
    """Asks a model for JSON that fits a schema."""

    def __init__(
        self, key: Secret, *, base_url: str, route: Literal["auto", "responses", "chat"]
    ) -> None:
        host = urlsplit(base_url).hostname or ""
        self._own = host == OWN_HOST
        usual = "responses" if self._own else "chat"
        self._route = route if route != "auto" else usual
        self.engine = "openai" if self._own else f"openai-compatible:{host}"
        if self._route != usual:  # a stored answer of the other route has another form
            self.engine += f":{self._route}"
        self.provider = provider_at(base_url)
        self._key = key
        self._echo = echoing_client(base_url)
        self._clients = LoopLocal(lambda: openai_client(base_url))

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

    def sent(self, request: ModelRequest, body: bytes | None = None) -> bytes:
        refused = dict.fromkeys(dropped_in(body) if body else ())
        request = request.model_copy(update=refused)
        if self._route == "chat":
            parameters = chat_request(request, own=self._own)
            return self._echo.chat.completions.with_raw_response.create(**parameters).content
        parameters = responses_request(request, own=self._own)
        return self._echo.responses.with_raw_response.create(**parameters).content

    def usage(self, body: bytes) -> Usage:
        return usage_in(body)

    def answered_by(self, body: bytes, request: ModelRequest) -> str:
        return model_in(body) or request.model

    def read(self, body: bytes, request: ModelRequest) -> ModelAnswer:
        text = chat_answer(body) if self._route == "chat" else responses_answer(body)
        dropped = {*dropped_by(request, own=self._own), *dropped_in(body)}
        answered_by = self.answered_by(body, request)
        return ModelAnswer(text=text, model=answered_by, dropped_settings=tuple(sorted(dropped)))

    async def _posted(self, key: str, request: ModelRequest, before_send: BeforeSend) -> bytes:
        """Post; again without a setting that the model turns out not to take, each one once."""
        dropped: tuple[str, ...] = ()
        while True:
            try:
                body = await self._sent(key, request, before_send)
            except _SettingRefusedError as refused:
                request = request.model_copy(update={refused.setting: None})
                dropped += (refused.setting,)
            else:
                return with_dropped(body, dropped) if dropped else body

    async def _sent(self, key: str, request: ModelRequest, before_send: BeforeSend) -> bytes:
        client = self._clients.get().with_options(api_key=key)
        await before_send()
        try:
            async with self._streaming(client, request) as response:
                body = await whole_body(PROVIDER, response.iter_bytes(), ANSWER_LIMIT_BYTES)
        except openai.APIStatusError as error:
            raise _refused(error, request) from None  # its text may quote the call
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            raise unanswered_error(PROVIDER, error.__cause__ or error) from error
        return usable(body)

    def _streaming(self, client: openai.AsyncOpenAI, request: ModelRequest) -> Any:
        if self._route == "chat":
            parameters = chat_request(request, own=self._own)
            return client.chat.completions.with_streaming_response.create(**parameters)
        parameters = responses_request(request, own=self._own)
        return client.responses.with_streaming_response.create(**parameters)


def _refused(error: openai.APIStatusError, request: ModelRequest) -> Exception:
    """Sort an error answer; one that is about the call's length drops no setting."""
    says = refusal(PROVIDER, error.status_code, error.body, error.response.headers)
    setting = refused_setting(request, param_of(error.body))
    droppable = type(says) is ProviderRefusedError and error.status_code in _NAMES_A_PARAMETER
    return _SettingRefusedError(setting) if setting and droppable else says
