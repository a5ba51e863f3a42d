"""Which models an account, or a server that speaks OpenAI's API, may ask; asking is free."""

from datetime import date
from urllib.parse import urlsplit

import httpx

from callinsight.adapters.http_bodies import body_of
from callinsight.adapters.json_bodies import loaded, objects_in
from callinsight.adapters.openai_client import OWN_HOST
from callinsight.adapters.openai_errors import refusal
from callinsight.domain.errors.provider import ProviderUnavailableError
from callinsight.domain.model_life import Listed
from callinsight.ports.secrets import Secret

PROVIDER = "OpenAI"
_ANSWER_LIMIT_BYTES = 4 * 1024 * 1024
_SECONDS = 15.0
# What servers answer that have no such list, and OpenAI to a key that may ask models only.
_NO_LIST = {404, 405, 501}
_NOT_SHOWN = 403


class OpenAICatalogue:
    """The list of models of one server."""

    def __init__(self, key: Secret | None, *, base_url: str) -> None:
        self._is_openai = urlsplit(base_url).hostname == OWN_HOST
        self._key = key
        self._base_url = f"{base_url.rstrip('/')}/"

    @property
    def is_openai(self) -> bool:
        return self._is_openai

    async def models(self) -> Listed | None:
        headers = {}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {await self._key.value()}"
        try:
            async with (
                httpx.AsyncClient(base_url=self._base_url, timeout=_SECONDS) as client,
                client.stream("GET", "models", headers=headers) as response,
            ):
                body = await body_of(PROVIDER, response, _ANSWER_LIMIT_BYTES)
        except httpx.HTTPError as error:
            kind = type(error).__name__
            raise ProviderUnavailableError(
                f"The list of models cannot be read ({kind})."
            ) from error
        document = loaded(body)
        fields = document if isinstance(document, dict) else {}
        if not response.is_success:
            if response.status_code == _NOT_SHOWN or (
                response.status_code in _NO_LIST and not self._is_openai
            ):
                return None
            told = fields.get("error", fields)
            raise refusal(PROVIDER, response.status_code, told, response.headers)
        if not isinstance(fields.get("data"), list):
            return None
        return {
            str(model.get("id")): _day(model.get("shutdown_date"))
            for model in objects_in(fields["data"])
        }


def _day(told: object) -> date | None:
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
